"""Naming those who write the minutes of a meeting."""

from __future__ import annotations

import datetime

from django.utils.translation import gettext as _

from accounts.models import User
from meetings.models import Meeting, Secretary
from meetings.services import MeetingError
from members.models import Representative


class NoEditorError(MeetingError):
    """Whoever is to write minutes must edit a member's pages: the minutes are written in the admin."""

    def __init__(self) -> None:
        super().__init__(_("Choose somebody who edits the pages of a member."))


def editors_to_choose(meeting: Meeting) -> dict[int, str]:
    """Editors who are not secretaries of the meeting yet, as name and member by the key of their account."""
    roles = Representative.objects.current().filter(
        role=Representative.Role.EDITOR, member__left_on__isnull=True, user__is_active=True
    )
    roles = roles.exclude(user__secretary_of__meeting=meeting).select_related("user", "member")
    return {
        role.user_id: f"{role.user}, {role.member.name}"
        for role in sorted(roles, key=lambda role: str(role.user).casefold())
    }


def name_secretary(meeting: Meeting, user: User, *, at: datetime.datetime, by: User | None = None) -> Secretary:
    """Let an editor write the minutes; twice is once. Raises NoEditorError."""
    if not Representative.objects.current().filter(user=user, role=Representative.Role.EDITOR).exists():
        raise NoEditorError
    return Secretary.objects.get_or_create(meeting=meeting, user=user, defaults={"named_by": by, "named_at": at})[0]
