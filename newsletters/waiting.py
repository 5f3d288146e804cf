"""What waits for those who send: newsletters whose time has passed."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from core.waiting import WaitingItem, register_waiting
from mailings.models import Mailing
from newsletters.audience import ATTEMPT_SIGN
from newsletters.emails import ISSUE_KIND
from newsletters.models import NewsletterPage
from newsletters.permissions import can_send

MISSED = "newsletter_missed"


def missed_issues(user: User, now: datetime.datetime) -> Iterator[WaitingItem]:
    """Issues that were not sent in time and have not been decided on: to be sent now, at another time, or dropped."""
    if not can_send(user):
        return
    last: dict[str, Mailing] = {}
    for mailing in Mailing.objects.filter(kind=ISSUE_KIND).order_by("pk"):
        last[mailing.key.partition(ATTEMPT_SIGN)[0].removeprefix("newsletter-")] = mailing
    missed = {key: mailing for key, mailing in last.items() if mailing.state == Mailing.State.MISSED}
    pages = NewsletterPage.objects.filter(translation_key__in=missed, alias_of=None, locale__language_code="sv")
    for page in pages.only("pk", "title", "translation_key") if missed else ():
        mailing = missed[str(page.translation_key)]
        yield WaitingItem(
            title=_("%(title)s: its time passed before it was sent") % {"title": page.title},
            url=reverse("newsletters_admin:send", args=[page.pk]),
            since=timezone.localdate(mailing.scheduled_at or mailing.created_at),
            kind=MISSED,
        )


def register_sources() -> None:
    """Make them known."""
    register_waiting(MISSED, gettext_lazy("Newsletters that were not sent in time"), missed_issues, order=15)
