"""Mail as those see it who have no admin: what I have sent, and what was sent to me."""

from __future__ import annotations

import datetime
from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.views.decorators.cache import never_cache
from django.views.generic import TemplateView

from accounts.addresses import verified_addresses
from accounts.models import User
from mailings.answers import explain, tell_receiver
from mailings.engine_state import read_engine_state
from mailings.forms import RecipientFilter
from mailings.models import Delivery, Mailing, MailingContent
from mailings.services.retention import KEEP_ADDRESSES
from mailings.standing import standing_of, standings_of

PER_PAGE = 25
# What has not been sent to anybody yet is not told to its receivers.
UNSENT = (Mailing.State.DRAFT, Mailing.State.SCHEDULED, Mailing.State.EXPANDING)
NOT_SENT = (Delivery.State.CANCELLED, Delivery.State.EXPIRED)


@method_decorator(never_cache, name="dispatch")
class SignedInPage(LoginRequiredMixin, TemplateView):
    """A page for one person."""

    @property
    def user(self) -> User:
        """Whose page it is."""
        assert self.request.user.is_authenticated  # LoginRequiredMixin has seen to it
        return self.request.user

    def page_of(self, rows: QuerySet[Any]) -> Page[Any]:
        """The part of a list that the address asks for."""
        return Paginator(rows, PER_PAGE).get_page(self.request.GET.get("page"))


class OwnMailingListView(SignedInPage):
    """The mailings that I have started, the newest first."""

    template_name = "mailings/own_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """A page of them, with their numbers."""
        page = self.page_of(Mailing.objects.filter(created_by=self.user))
        return super().get_context_data(**kwargs, mailings=page, standings=standings_of(list(page.object_list)))


class OneOwnMailing(SignedInPage):
    """Knows the mailing of the address, which nobody but its maker finds."""

    @cached_property
    def mailing(self) -> Mailing:
        """The mailing."""
        return get_object_or_404(Mailing, pk=self.kwargs["pk"], created_by=self.user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Its numbers, and whether mail is going out at all."""
        now = timezone.now()
        return super().get_context_data(
            **kwargs,
            mailing=self.mailing,
            standing=standing_of(self.mailing, now=now),
            engine=read_engine_state(now=now),
        )


class OwnMailingView(OneOwnMailing):
    """How far one of my mailings has come, and what became of it at each recipient."""

    template_name = "mailings/own_mailing.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """A page of recipients."""
        form = RecipientFilter(self.request.GET)
        page = self.page_of(form.apply(self.mailing.deliveries.all()))
        rows = [(delivery, explain(delivery)) for delivery in page.object_list]
        return super().get_context_data(**kwargs, form=form, recipients=page, rows=rows)


class OwnMailingProgressView(OneOwnMailing):
    """The part of it that changes, for the script that keeps it fresh."""

    template_name = "mailings/own_progress.html"


class ReceivedView(SignedInPage):
    """Which mails the portal has sent to me, what became of each, and why I got it."""

    template_name = "mailings/received.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """A page of mails to the addresses that are known to be mine."""
        addresses = verified_addresses(self.user)
        page = self.page_of(received_by(addresses, now=timezone.now()))
        return super().get_context_data(
            **kwargs, addresses=addresses, mails=page, rows=_with_words(list(page.object_list))
        )


def received_by(addresses: list[str], *, now: datetime.datetime) -> QuerySet[Delivery]:
    """Mails to these addresses that have left or will, the newest first, as long as they are kept."""
    # Twice as long as ended mailings keep their addresses: the rest are too old to be anybody's.
    recent = Mailing.objects.filter(created_at__gte=now - 2 * KEEP_ADDRESSES).exclude(state__in=UNSENT)
    mails = Delivery.objects.filter(address__in=addresses, mailing__in=recent).exclude(state__in=NOT_SENT)
    return mails.select_related("mailing").order_by("-mailing__created_at", "-pk")


def _with_words(deliveries: list[Delivery]) -> list[dict[str, Any]]:
    subjects = _subjects(deliveries)
    return [
        {
            "delivery": delivery,
            "subject": subjects.get((delivery.mailing_id, delivery.language), delivery.mailing.label),
            "words": tell_receiver(delivery),
        }
        for delivery in deliveries
    ]


def _subjects(deliveries: list[Delivery]) -> dict[tuple[int, str], str]:
    """The subjects by mailing and language, in one query; those with a marker in them are left out."""
    contents = MailingContent.objects.filter(mailing__in={delivery.mailing_id for delivery in deliveries})
    rows = contents.exclude(subject__contains="%%").order_by("-variant")
    subjects = rows.values_list("mailing_id", "language", "subject")
    return {(mailing_id, language): subject for mailing_id, language, subject in subjects}
