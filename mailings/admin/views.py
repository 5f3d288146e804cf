"""Looking at mailings: the list, one mailing with its recipients, one recipient with every try."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.generic import TemplateView, View
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from mailings.answers import explain, explain_try
from mailings.engine_state import read_engine_state
from mailings.forms import MailingFilter, RecipientFilter
from mailings.models import Delivery, Mailing
from mailings.permissions import can_steer
from mailings.services.lifecycle import repeatable
from mailings.standing import standing_of, standings_of

PER_PAGE = 50


@method_decorator(never_cache, name="dispatch")
class SteererOnlyMixin(View):
    """Refuses whoever may not see addresses."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Let steerers in."""
        if not can_steer(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


class OneMailingMixin(SteererOnlyMixin):
    """Knows the mailing that the address names."""

    @cached_property
    def mailing(self) -> Mailing:
        """The mailing."""
        return get_object_or_404(Mailing.objects.select_related("created_by"), pk=self.kwargs["pk"])


class MailingAdminPage(WagtailAdminTemplateMixin, TemplateView):
    """A page of the admin about mailings; `trail` leads from the list to the page itself."""

    header_icon = "mail"

    def trail(self) -> list[dict[str, Any]]:
        """What stands between the list and this page, and the page."""
        return []

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Home → mailings → …"""
        trail = [{"url": reverse("mailings_admin:list"), "label": _("Mailings")}, *self.trail()]
        trail[-1] = {**trail[-1], "url": ""}
        return [{"url": reverse("wagtailadmin_home"), "label": _("Home")}, *trail]


def list_context(query: Any) -> dict[str, Any]:
    """A page of mailings with their numbers, and whether any of them still moves."""
    form = MailingFilter(query)
    mailings: QuerySet[Mailing] = form.apply(Mailing.objects.select_related("created_by"))
    page = Paginator(mailings, PER_PAGE).get_page(query.get("p"))
    standings = standings_of(list(page.object_list))
    return {
        "form": form,
        "page_obj": page,
        "standings": standings,
        "moves": any(standing.moves for standing in standings),
        "query": query.urlencode(),
        "engine": read_engine_state(now=timezone.now()),
    }


class MailingListView(SteererOnlyMixin, MailingAdminPage):
    """All mailings, the newest first, with how far each has come."""

    template_name = "mailings/admin/list.html"
    page_title = _("Mailings")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """A page of mailings; the engine's and the relay's state."""
        return super().get_context_data(**kwargs, **list_context(self.request.GET))


class MailingListProgressView(SteererOnlyMixin, TemplateView):
    """The part of the list that changes, for the script that keeps it fresh."""

    template_name = "mailings/admin/list_progress.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The same as the list's."""
        return super().get_context_data(**kwargs, **list_context(self.request.GET))


def progress_context(mailing: Mailing) -> dict[str, Any]:
    """A mailing's numbers, the engine's state, and to how many mails each action would apply."""
    now = timezone.now()
    standing = standing_of(mailing, now=now)
    again = mailing.state in (Mailing.State.SENDING, Mailing.State.PAUSED, Mailing.State.DONE)
    return {
        "mailing": mailing,
        "standing": standing,
        "engine": read_engine_state(now=now),
        "can_repeat": again,
        "refused": repeatable(mailing, Delivery.State.FAILED).count() if again and standing.progress.failed else 0,
    }


class MailingView(OneMailingMixin, MailingAdminPage):
    """One mailing: its numbers, its recipients by state, and what can be done."""

    template_name = "mailings/admin/mailing.html"

    def get_page_title(self) -> str:
        """The mailing's name."""
        return self.mailing.label

    def trail(self) -> list[dict[str, Any]]:
        """This mailing."""
        return [{"url": "", "label": self.mailing.label}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Numbers, and a page of recipients with the answer in plain words."""
        form = RecipientFilter(self.request.GET)
        page = Paginator(form.apply(self.mailing.deliveries.all()), PER_PAGE).get_page(self.request.GET.get("p"))
        return super().get_context_data(
            **kwargs,
            **progress_context(self.mailing),
            form=form,
            page_obj=page,
            rows=[(delivery, explain(delivery)) for delivery in page.object_list],
            query=self.request.GET.urlencode(),
        )


class MailingProgressView(OneMailingMixin, TemplateView):
    """The part of a mailing's page that changes, for the script that keeps it fresh."""

    template_name = "mailings/admin/progress.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The numbers."""
        return super().get_context_data(**kwargs, **progress_context(self.mailing))


class DeliveryView(OneMailingMixin, MailingAdminPage):
    """One recipient: why, what became of it, and every try with the exact answer."""

    template_name = "mailings/admin/delivery.html"
    header_icon = "user"

    @cached_property
    def delivery(self) -> Delivery:
        """The delivery that the address names."""
        return get_object_or_404(
            Delivery.objects.select_related("mailing", "settled_by"),
            pk=self.kwargs["delivery_pk"],
            mailing=self.mailing,
        )

    def get_page_title(self) -> str:
        """The address."""
        return self.delivery.address

    def trail(self) -> list[dict[str, Any]]:
        """The mailing, and this recipient."""
        mailing = {"url": reverse("mailings_admin:mailing", args=[self.mailing.pk]), "label": self.mailing.label}
        return [mailing, {"url": "", "label": self.delivery.address}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The delivery, its tries, and what can be done with it."""
        can_repeat = self.mailing.state in (Mailing.State.SENDING, Mailing.State.PAUSED, Mailing.State.DONE)
        repeat = repeatable(self.mailing, self.delivery.state, [self.delivery.pk])
        return super().get_context_data(
            **kwargs,
            mailing=self.mailing,
            delivery=self.delivery,
            words=explain(self.delivery),
            tries=[
                (attempt, explain_try(phase=attempt.phase, code=attempt.code, reply=attempt.reply))
                for attempt in self.delivery.attempt_log.all()
            ],
            can_repeat=can_repeat and repeat.exists(),
        )
