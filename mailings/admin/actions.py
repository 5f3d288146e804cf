"""Steering a mailing: a page asks, naming the number of people; only a POST acts, and doing it twice does it once."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.log_actions import log

from accounts.models import User
from mailings.admin.views import MailingAdminPage, OneMailingMixin
from mailings.models import Delivery, Mailing
from mailings.models.delivery import DeliveryQuerySet
from mailings.services import (
    InvalidStateError,
    cancel_mailing,
    leave_uncertain,
    pause_mailing,
    resume_mailing,
    retry_failed,
    send_again,
)
from mailings.services.lifecycle import leavable, repeatable

MOST_NAMED = 5
Chosen = Sequence[int] | None
WAITING = (Delivery.State.QUEUED, Delivery.State.CLAIMED, Delivery.State.DEFERRED)


@dataclass(frozen=True)
class Action:
    """One thing to do: whom it is about, what is asked, and what is said once it is done.

    The texts are given the number of people, in the active language. `wanted` is the state of the mailing in which the
    thing is done already.
    """

    concerns: Callable[[Mailing, Chosen], DeliveryQuerySet]
    act: Callable[[Mailing, Chosen, User, datetime.datetime], int | None]
    question: Callable[[int], str]
    explanation: Callable[[], str]
    button: Callable[[], str]
    done: Callable[[int], str]
    wanted: str = ""
    is_serious: bool = False


def _waiting(mailing: Mailing, chosen: Chosen) -> DeliveryQuerySet:
    return mailing.deliveries.filter(state__in=WAITING)


def _sent_again(number: int) -> str:
    text = ngettext("%(number)s mail is sent again.", "%(number)s mails are sent again.", number)
    return text % {"number": number}


def _pause(mailing: Mailing, chosen: Chosen, by: User, at: datetime.datetime) -> None:
    pause_mailing(mailing)


def _resume(mailing: Mailing, chosen: Chosen, by: User, at: datetime.datetime) -> None:
    resume_mailing(mailing)


def _cancel(mailing: Mailing, chosen: Chosen, by: User, at: datetime.datetime) -> None:
    cancel_mailing(mailing, at=at)


def _retry(mailing: Mailing, chosen: Chosen, by: User, at: datetime.datetime) -> int:
    return retry_failed(mailing, deliveries=chosen, at=at)


def _again(mailing: Mailing, chosen: Chosen, by: User, at: datetime.datetime) -> int:
    return send_again(mailing, deliveries=chosen, at=at)


def _leave(mailing: Mailing, chosen: Chosen, by: User, at: datetime.datetime) -> int:
    return leave_uncertain(mailing, deliveries=chosen, by=by, at=at)


ACTIONS: dict[str, Action] = {
    "pause": Action(
        concerns=_waiting,
        act=_pause,
        question=lambda n: (
            ngettext(
                "Pause the mailing? %(n)d person has not got it yet.",
                "Pause the mailing? %(n)d people have not got it yet.",
                n,
            )
            % {"n": n}
        ),
        explanation=lambda: _(
            "Mails that are just being handed over still leave, no others. You may go on whenever you like."
        ),
        button=lambda: _("Pause"),
        done=lambda n: _("The mailing is paused."),
        wanted=Mailing.State.PAUSED,
    ),
    "resume": Action(
        concerns=_waiting,
        act=_resume,
        question=lambda n: ngettext("Go on and send to %(n)d person?", "Go on and send to %(n)d people?", n) % {"n": n},
        explanation=lambda: _("Whoever has got the mail does not get it again."),
        button=lambda: _("Go on"),
        done=lambda n: _("The mailing goes on."),
        wanted=Mailing.State.SENDING,
    ),
    "cancel": Action(
        concerns=_waiting,
        act=_cancel,
        question=lambda n: (
            ngettext(
                "Call the mailing off, so that %(n)d person does not get it?",
                "Call the mailing off, so that %(n)d people do not get it?",
                n,
            )
            % {"n": n}
        ),
        explanation=lambda: _("What has been handed over cannot be called back. This cannot be undone."),
        button=lambda: _("Call off"),
        done=lambda n: _("The mailing is called off. What had been handed over cannot be called back."),
        wanted=Mailing.State.CANCELLED,
        is_serious=True,
    ),
    "retry": Action(
        concerns=lambda mailing, chosen: repeatable(mailing, Delivery.State.FAILED, chosen),
        act=_retry,
        question=lambda n: ngettext("Try again to %(n)d person?", "Try again to %(n)d people?", n) % {"n": n},
        explanation=lambda: _(
            "These mails were refused. Try again when what was wrong has been mended. Addresses that do not exist get "
            "no mail until they are let in again."
        ),
        button=lambda: _("Try again"),
        done=_sent_again,
    ),
    "again": Action(
        concerns=lambda mailing, chosen: repeatable(mailing, Delivery.State.UNCERTAIN, chosen),
        act=_again,
        question=lambda n: ngettext("Send again to %(n)d person?", "Send again to %(n)d people?", n) % {"n": n},
        explanation=lambda: _(
            "Nobody can know whether the first mail arrived. The second one has the same Message-ID, so that many mail "
            "programs show it only once. Whoever got the first may see it twice."
        ),
        button=lambda: _("Send again"),
        done=_sent_again,
    ),
    "leave": Action(
        concerns=leavable,
        act=_leave,
        question=lambda n: (
            ngettext("Leave the mail to %(n)d person as it is?", "Leave the mails to %(n)d people as they are?", n)
            % {"n": n}
        ),
        explanation=lambda: _(
            "They stay uncertain and are not sent again. Your name and the time are kept. Choose this when you have "
            "seen in the mail server's log that they arrived, or when it does not matter."
        ),
        button=lambda: _("Leave as it is"),
        done=lambda n: ngettext("%(n)d mail is left as it is.", "%(n)d mails are left as they are.", n) % {"n": n},
    ),
}


def read_chosen(query: QueryDict) -> Chosen:
    """The primary keys that were ticked; None when the action is about all."""
    chosen = [int(text) for text in query.getlist("d") if text.isdecimal() and len(text) < 19]
    return chosen if "d" in query else None


class SteerView(OneMailingMixin, MailingAdminPage):
    """Asks whether to do one thing with a mailing or some of its mails, and does it when it is posted."""

    http_method_names = ["get", "post"]
    template_name = "mailings/admin/confirm.html"

    @cached_property
    def action(self) -> Action:
        """What is to be done."""
        return ACTIONS[self.kwargs["action"]]

    def get_page_title(self) -> str:
        """What the button says."""
        return self.action.button()

    def trail(self) -> list[dict[str, Any]]:
        """The mailing, and this."""
        mailing = {"url": reverse("mailings_admin:mailing", args=[self.mailing.pk]), "label": self.mailing.label}
        return [mailing, {"url": "", "label": self.get_page_title()}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The question with the number of people."""
        chosen = read_chosen(self.request.GET)
        concerned = self.action.concerns(self.mailing, chosen)
        number = concerned.count()
        return super().get_context_data(
            **kwargs,
            mailing=self.mailing,
            subject=self._subject(concerned if chosen and number <= MOST_NAMED else None),
            is_serious=self.action.is_serious,
            number=number,
            is_possible=number > 0 or bool(self.action.wanted),
            question=self.action.question(number) if number else f"{self.action.button()}: {self.mailing.label}?",
            explanation=self.action.explanation(),
            button=self.action.button(),
            chosen=chosen or (),
        )

    def _subject(self, concerned: DeliveryQuerySet | None) -> str:
        """What it is about: the mailing, and the addresses where a few were chosen."""
        addresses = ", ".join(concerned.values_list("address", flat=True)) if concerned is not None else ""
        if not addresses:
            return self.mailing.label
        return _("%(label)s, to %(addresses)s") % {"label": self.mailing.label, "addresses": addresses}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Do it, say what was done, and go back to the mailing."""
        if not isinstance(request.user, User):
            raise PermissionDenied
        self._do(request, by=request.user)
        return redirect("mailings_admin:mailing", pk=self.mailing.pk)

    def _do(self, request: HttpRequest, *, by: User) -> None:
        mailing, action = self.mailing, self.action
        if action.wanted and mailing.state == action.wanted:
            messages.info(request, _("That had been done already."))
            return
        try:
            number = action.act(mailing, read_chosen(request.POST), by, timezone.now())
        except InvalidStateError as error:
            messages.error(request, str(error))
            return
        if number == 0:
            messages.info(request, _("Nothing was left to do."))
            return
        log(instance=mailing, action=f"mailings.{self.kwargs['action']}", user=by, data={"number": number})
        messages.success(request, action.done(number or 0))
