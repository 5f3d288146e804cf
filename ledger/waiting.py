"""What the ledger waits for: the coordinator's decisions, and what an editor's own member lacks."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.waiting import WaitingItem, register_waiting
from ledger.board import read_board
from ledger.models import Application
from ledger.permissions import can_manage, members_to_read

APPLICATION, LACKING = "membership_application", "ledger"


def applications_to_decide(user: User, now: datetime.datetime) -> Iterator[WaitingItem]:
    """Applications for membership, for those who decide."""
    if not can_manage(user):
        return
    for application in Application.objects.waiting():
        yield WaitingItem(
            title=application.name,
            url=reverse("ledger_admin:application", args=[application.pk]),
            since=timezone.localdate(application.confirmed_at or application.created_at),
            kind=APPLICATION,
        )


def own_members_lack(user: User, now: datetime.datetime) -> Iterator[WaitingItem]:
    """What the members that the user edits lack this year."""
    today = timezone.localdate(now)
    members = members_to_read(user)
    if not members.exists():
        return
    board = read_board(today.year, today=today, among=members)
    for row in board.rows:
        for cell in row.lacking:
            yield WaitingItem(
                title=f"{row.member.name}: {cell.request}",
                url=reverse("ledger_admin:own", args=[row.member.pk]),
                since=datetime.date(today.year, 1, 1),
                kind=LACKING,
            )


def register_sources() -> None:
    """Make them known."""
    register_waiting(APPLICATION, _("Applications for membership"), applications_to_decide, order=15)
    register_waiting(LACKING, _("What your member owes the network"), own_members_lack, order=80)
