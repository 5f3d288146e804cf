"""Leaving the network, with notice."""

from __future__ import annotations

import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from ledger.models import Membership, NoticeRule
from ledger.services.records import membership_of
from members.models import Member


class NoticeError(ValueError):
    """A notice that cannot be taken."""


@transaction.atomic
def give_notice(member: Member, *, notice_on: datetime.date) -> Membership:
    """Write down that the member leaves; its last day follows from the rule that is valid on the day of the notice.

    Raises `NoticeError` where the member has left, has given notice already, or no rule is valid.
    """
    if not member.is_active:
        raise NoticeError(_("%(member)s has left the network already.") % {"member": member})
    membership = membership_of(member)
    if membership.notice_on is not None:
        raise NoticeError(_("%(member)s has given notice already.") % {"member": member})
    rule = NoticeRule.objects.filter(valid_from__lte=notice_on).first()
    if rule is None:
        raise NoticeError(_("There is no rule for leaving that is valid on that day. Write it first."))
    membership.notice_on = notice_on
    membership.leaves_on = rule.last_day(notice_on)
    membership.save()
    return membership


def withdraw_notice(member: Member) -> None:
    """Let the member stay. Nothing happens to one that has left."""
    if member.is_active:
        Membership.objects.filter(member=member).update(notice_on=None, leaves_on=None)


@transaction.atomic
def end_memberships(*, today: datetime.date) -> int:
    """Take leave of the members whose last day has passed; give how many. May run twice."""
    ended = 0
    for membership in Membership.objects.filter(leaves_on__lt=today, member__left_on__isnull=True):
        ended += Member.objects.filter(pk=membership.member_id, left_on__isnull=True).update(
            left_on=membership.leaves_on
        )
    return ended
