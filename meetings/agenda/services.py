"""Sending the papers of a meeting, and keeping when that was."""

from __future__ import annotations

import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from meetings.agenda import emails
from meetings.emails import write_mailing
from meetings.models import Meeting, PaperNotice
from meetings.services import MeetingError

# Pressing twice sends once.
DOUBLE_PRESS = datetime.timedelta(seconds=60)


@transaction.atomic
def send_papers(meeting: Meeting, *, at: datetime.datetime, by: User | None = None) -> PaperNotice:
    """Mail the agenda and the way to the papers to everybody invited, and write down that it was done.

    Raises MeetingError where there is nothing to send, or nobody to send it to.
    """
    row = Meeting.objects.select_for_update(of=("self",)).select_related("kind").get(pk=meeting.pk)
    if not row.is_announced:
        raise MeetingError(_("Announce the meeting first: the papers go to those who are invited."))
    if row.ends_at <= at:
        raise MeetingError(_("The meeting is over. Its papers stay on its page."))
    if not row.agenda_items.exists():
        raise MeetingError(_("Write the agenda first."))
    last = row.paper_notices.last()
    if last is not None and at - last.sent_at < DOUBLE_PRESS:
        return last
    people = list(row.invitations.current())
    if not people:
        raise MeetingError(_("Nobody is invited yet."))
    number = row.paper_notices.count() + 1
    mailing = write_mailing(row, emails.PAPERS, people, key=f"meeting-{row.pk}-papers-{number}", at=at, by=by)
    return PaperNotice.objects.create(
        meeting=row,
        sent_at=at,
        due_on=row.papers_due_on,
        people=len(people),
        papers=row.documents.count(),
        mailing=mailing,
        sent_by=by,
    )
