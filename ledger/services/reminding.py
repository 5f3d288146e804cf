"""A friendly word about what is missing."""

from __future__ import annotations

import datetime

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.models import User
from ledger.board import read_row
from ledger.emails import send_reminder
from ledger.models import Fee, Membership
from ledger.services.records import membership_of
from mailings.models import Mailing
from members.models import Contact, Member


class ReminderError(ValueError):
    """A reminder that cannot be sent."""


def receivers_of(member: Member) -> list[Contact]:
    """Who is written to: the administrative contacts with an address, else the political ones."""
    reachable = [contact for contact in member.contacts.all() if contact.email]
    officials = [contact for contact in reachable if contact.kind == Contact.Kind.ADMINISTRATIVE]
    return officials or [contact for contact in reachable if contact.kind == Contact.Kind.POLITICAL]


@transaction.atomic
def remind_member(member: Member, year: int, *, at: datetime.datetime, by: User | None = None) -> Mailing:
    """Write to the member's contacts what is missing, at most once a day however often it is asked for.

    Raises `ReminderError` where nothing is missing or nobody can be written to.
    """
    membership = Membership.objects.select_for_update().get(pk=membership_of(member).pk)
    receivers = receivers_of(member)
    if not receivers:
        raise ReminderError(_("%(member)s has no contact with an e-mail address.") % {"member": member})
    today = timezone.localdate(at)
    row = read_row(member, year, today=today)
    if row is None or not row.lacking:
        raise ReminderError(_("%(member)s lacks nothing.") % {"member": member})
    lacking = {contact.language: lacking_words(member, year, contact.language, today=today) for contact in receivers}
    mailing = send_reminder(member, year, receivers=receivers, lacking=lacking, at=at, by=by)
    membership.reminded_at = mailing.created_at
    membership.save(update_fields=["reminded_at"])
    if row.fee is not None and row.fee.state == Fee.State.SENT:
        row.fee.mark(Fee.State.REMINDED, at=today)
        row.fee.save()
    return mailing


def lacking_words(member: Member, year: int, language: str, *, today: datetime.date) -> list[str]:
    """What is missing, as sentences in a language."""
    with translation.override(language):
        row = read_row(member, year, today=today)
        return [cell.request for cell in row.lacking] if row is not None else []
