"""Asking for consents anew: whom, how it stands, and what becomes of those who do not answer."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone, translation
from django.utils.translation import gettext

from accounts.models import User
from mailings.models import Delivery, Mailing, Suppression
from mailings.services import InvalidStateError, cancel_mailing
from newsletters.consent import current_consent
from newsletters.emails import SCOPE
from newsletters.models import Renewal, Subscriber
from newsletters.models.subscriber import SubscriberQuerySet
from newsletters.renewal_mail import send_renewal


class RenewalChangedError(ValueError):
    """Somebody came or left between the number that was shown and the press of the button."""


@dataclass(frozen=True)
class Whom:
    """Who is asked: of those who subscribe now, by the age, the place and the wording of their consent."""

    consented_before: datetime.date | None = None
    source: str = ""
    wording: str = ""


def current_versions() -> list[str]:
    """The versions of today's wording, in all languages."""
    versions = []
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            versions.append(current_consent().version)
    return versions


def whom_to_ask(whom: Whom) -> SubscriberQuerySet:
    """Those who would be asked: never somebody who is asked already, or whom no newsletter reaches."""
    open_renewals = Renewal.objects.open().filter(pk=OuterRef("renewal_id"))
    stopped = Suppression.objects.covering(SCOPE).filter(address=OuterRef("address"))
    rows = Subscriber.objects.confirmed().filter(~Exists(open_renewals), ~Exists(stopped), renew_by__isnull=True)
    if whom.consented_before is not None:
        midnight = datetime.datetime.combine(whom.consented_before, datetime.time())
        rows = rows.filter(consented_at__lt=timezone.make_aware(midnight))
    if whom.source:
        rows = rows.filter(consent_source=whom.source)
    if whom.wording == Renewal.Wording.OLD:
        rows = rows.exclude(consent_version__in=current_versions())
    return rows


@transaction.atomic
def ask_for_renewal(
    whom: Whom, *, until: datetime.date, expected: int, by: User | None, at: datetime.datetime
) -> Renewal:
    """Ask them, by one mail each, to say yes again until the end of a day.

    Raises `RenewalChangedError` where they are no longer as many as was shown; then nobody is asked.
    """
    renewal = Renewal.objects.create(
        asked_by=by,
        asked_at=at,
        until=until,
        consented_before=whom.consented_before,
        source=whom.source,
        wording=whom.wording,
        asked_count=expected,
    )
    if whom_to_ask(whom).update(renewal=renewal, renew_by=until) != expected or not expected:
        raise RenewalChangedError(gettext("The number has changed since you saw it. Look again before you ask."))
    send_renewal(renewal, at=at)
    return renewal


def follow_renewals(*, now: datetime.datetime) -> None:
    """Remind once, a week before, and settle what is over. As often as one likes: it comes to the same."""
    today = timezone.localdate(now)
    for pk in Renewal.objects.to_remind(today=today).values_list("pk", flat=True):
        remind_of_renewal(pk, at=now)
    for pk in Renewal.objects.over(today=today).values_list("pk", flat=True):
        end_renewal(pk, at=now)


@transaction.atomic
def remind_of_renewal(pk: int, *, at: datetime.datetime) -> None:
    """Send those who have not answered one more mail, once."""
    renewal = Renewal.objects.select_for_update().get(pk=pk)
    if renewal.reminded_at is None and renewal.ended_at is None:
        renewal.reminded_at = at
        renewal.save(update_fields=["reminded_at"])
        send_renewal(renewal, at=at, is_reminder=True)


@transaction.atomic
def end_renewal(pk: int, *, at: datetime.datetime) -> None:
    """Send no more newsletters to those who got the question and did not answer; nobody else is touched.

    Whoever was not reached (the mail was refused, came back, or never left) was not asked, and stays. Nothing is
    written among the suppressions: who did not answer has not said no, and may get newsletters by a role or a list.
    """
    renewal = Renewal.objects.select_for_update().get(pk=pk)
    if renewal.ended_at is not None:
        return
    rows = Subscriber.objects.filter(renewal=renewal)
    waiting = rows.asked_again()
    got_it = Delivery.objects.filter(
        Q(mailing__key=renewal.key) | Q(mailing__key__startswith=f"{renewal.key}-"),
        address=OuterRef("address"),
        state=Delivery.State.ACCEPTED,
        bounced_at__isnull=True,
    )
    renewal.left_count = rows.unsubscribed().count()
    renewal.renewed_count = rows.confirmed().filter(renew_by__isnull=True).count()
    with translation.override(settings.LANGUAGE_CODE):
        reason = gettext("Did not say yes again")
    renewal.removed_count = waiting.filter(Exists(got_it)).update(
        state=Subscriber.State.UNSUBSCRIBED, unsubscribed_at=at, unsubscribe_reason=reason, renew_by=None
    )
    renewal.unreached_count = waiting.update(renew_by=None)
    renewal.ended_at = at
    renewal.save()


@transaction.atomic
def call_off_renewal(pk: int, *, at: datetime.datetime) -> None:
    """Take the question back: everybody who has not answered stays, and no more mails go out."""
    renewal = Renewal.objects.select_for_update().get(pk=pk)
    if renewal.ended_at is not None:
        return
    rows = Subscriber.objects.filter(renewal=renewal)
    renewal.left_count = rows.unsubscribed().count()
    renewal.renewed_count = rows.confirmed().filter(renew_by__isnull=True).count()
    rows.asked_again().update(renew_by=None)
    for mailing in Mailing.objects.filter(Q(key=renewal.key) | Q(key__startswith=f"{renewal.key}-")):
        try:
            cancel_mailing(mailing, at=at)
        except InvalidStateError:
            continue
    renewal.was_called_off = True
    renewal.ended_at = at
    renewal.save()
