"""The mail with which the papers of a meeting go out."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from mailings.kinds import MailKind, Priority, UncertainPolicy, register
from meetings.emails import BECAUSE_INVITED, MeetingMail, merge_requests

PAPERS_KIND = "meeting_papers"
PAPERS = MeetingMail("meeting-papers", PAPERS_KIND)


def register_kinds() -> None:
    """Make the kind known."""
    register(
        MailKind(
            name=PAPERS_KIND,
            label=_("Papers of a meeting"),
            priority=Priority.TRANSACTIONAL,
            uncertain=UncertainPolicy.RETRY_ONCE,
            merge=merge_requests,
            because=BECAUSE_INVITED,
        )
    )
