"""The coordinator's view of what is being sent."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.generic import TemplateView, View
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from mailings.answers import explain
from mailings.models import Delivery, Dispatcher, Mailing, Relay
from mailings.permissions import can_steer
from mailings.services import (
    InvalidStateError,
    cancel_mailing,
    pause_mailing,
    progress,
    resume_mailing,
    retry_failed,
    send_again,
)
from mailings.services.progress import progress_of

PER_PAGE = 50


class SteererOnlyMixin(View):
    """Refuses whoever may not see addresses."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Let steerers in."""
        if not can_steer(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


class MailingListView(SteererOnlyMixin, WagtailAdminTemplateMixin, TemplateView):
    """All mailings, the newest first, with how far each has come."""

    template_name = "mailings/admin/list.html"
    page_title = _("Mailings")
    header_icon = "mail"
    _show_breadcrumbs = True
    breadcrumbs_items = [
        {"url": reverse_lazy("wagtailadmin_home"), "label": _("Home")},
        {"url": "", "label": _("Mailings")},
    ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """A page of mailings; the engine's and the relay's state."""
        page = Paginator(Mailing.objects.select_related("created_by"), PER_PAGE).get_page(self.request.GET.get("p"))
        mailings = list(page.object_list)
        numbers = progress_of(mailings)
        return super().get_context_data(
            **kwargs,
            page_obj=page,
            rows=[(mailing, numbers[mailing.pk]) for mailing in mailings],
            relay=Relay.objects.current(),
            seen_at=Dispatcher.objects.last_seen_at(),
        )


class MailingView(SteererOnlyMixin, WagtailAdminTemplateMixin, TemplateView):
    """One mailing: its numbers, its deliveries by state, and what can be done."""

    template_name = "mailings/admin/detail.html"
    header_icon = "mail"
    _show_breadcrumbs = True

    @cached_property
    def mailing(self) -> Mailing:
        """The mailing of the address."""
        return get_object_or_404(Mailing, pk=self.kwargs["pk"])

    def get_page_title(self) -> str:
        """The mailing's name."""
        return self.mailing.label

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Home → mailings → this one."""
        return [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {"url": reverse("mailings_admin:list"), "label": _("Mailings")},
            {"url": "", "label": self.mailing.label},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Numbers, and a page of deliveries with the answer in plain words."""
        state = self.request.GET.get("state", "")
        deliveries = self.mailing.deliveries.all()
        if state in Delivery.State.values:
            deliveries = deliveries.filter(state=state)
        page = Paginator(deliveries, PER_PAGE).get_page(self.request.GET.get("p"))
        return super().get_context_data(
            **kwargs,
            mailing=self.mailing,
            progress=progress(self.mailing),
            page_obj=page,
            rows=[(delivery, explain(delivery)) for delivery in page.object_list],
            states=Delivery.State.choices,
            chosen_state=state,
            relay=Relay.objects.current(),
            seen_at=Dispatcher.objects.last_seen_at(),
        )


class SteerView(SteererOnlyMixin):
    """Does one thing with a mailing; only by POST."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int, action: str) -> HttpResponse:
        """Pause, resume, cancel, retry what failed, or send what is uncertain again; then back to the mailing."""
        mailing = get_object_or_404(Mailing, pk=pk)
        try:
            messages.success(request, steer(mailing, action))
        except InvalidStateError as error:
            messages.error(request, str(error))
        return redirect("mailings_admin:mailing", pk=pk)


def steer(mailing: Mailing, action: str) -> str:
    """Do the action and say what was done, in the active language. Raises InvalidStateError."""
    now = timezone.now()
    if action == "pause":
        pause_mailing(mailing)
        return str(_("The mailing is paused."))
    if action == "resume":
        resume_mailing(mailing)
        return str(_("The mailing goes on."))
    if action == "cancel":
        cancel_mailing(mailing, at=now)
        return str(_("The mailing is called off. What had been handed over cannot be called back."))
    number = retry_failed(mailing, at=now) if action == "retry" else send_again(mailing, at=now)
    return ngettext("%(number)s mail is sent again.", "%(number)s mails are sent again.", number) % {"number": number}
