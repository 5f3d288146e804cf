"""The mails about a whole series: one entry of a calendar with all its times, as each person is to have them."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from django.conf import settings
from django.utils import translation

from accounts.models import User
from mailings.models import Mailing
from mailings.services import MailContent, create_mailing, make_content
from meetings import ical
from meetings.emails import (
    CANCELLATION_KIND,
    INVITATION_KIND,
    REWORDING_KIND,
    MeetingMail,
    recipients_of,
    with_languages,
)
from meetings.models import Invitation, Meeting, MeetingSeries
from meetings.stamps import take_stamp
from meetings.words import deadline_words, place_words, series_words, when_words

INVITED = MeetingMail("meeting-series", INVITATION_KIND, ical.REQUEST)
UPDATED = MeetingMail("meeting-series-updated", INVITATION_KIND, ical.REQUEST)
REWORDED = MeetingMail("meeting-series-updated", REWORDING_KIND, ical.REQUEST)
REOPENED = MeetingMail("meeting-series-updated", INVITATION_KIND, ical.REQUEST)
SHORTENED = MeetingMail("meeting-series-shortened", REWORDING_KIND, ical.REQUEST)
CANCELLED = MeetingMail("meeting-series-cancelled", CANCELLATION_KIND, ical.CANCEL)
UNINVITED = MeetingMail("meeting-series-uninvited", CANCELLATION_KIND, ical.CANCEL)


@dataclass(frozen=True)
class Telling:
    """One thing to tell about a series: the mail, its key, when, and what is said beside."""

    mail: MeetingMail
    key: str
    at: datetime.datetime
    scheduled_at: datetime.datetime | None = None
    note: str = ""
    called_off: Sequence[Meeting] = ()
    by: User | None = None


def series_key(series: MeetingSeries, purpose: str) -> str:
    """A key for the next mailing about the series: never one that was used."""
    prefix = f"series-{series.pk}-{purpose}-{series.sequence}"
    return f"{prefix}-{Mailing.objects.filter(key__startswith=prefix).count()}"


def times_by_address(
    series: MeetingSeries, addresses: Collection[str] | None = None
) -> dict[str, dict[int, Invitation]]:
    """By address the invitations that stand to times that take place, each by the meeting's key."""
    rows = Invitation.objects.current().filter(meeting__series=series, meeting__state=Meeting.State.ANNOUNCED)
    if addresses is not None:
        rows = rows.filter(address__in=addresses)
    found: dict[str, dict[int, Invitation]] = defaultdict(dict)
    for row in rows.order_by("address", "meeting__recurs_at"):
        found[row.address][row.meeting_id] = row
    return dict(found)


def write_series_mailings(
    series: MeetingSeries, telling: Telling, addresses: Collection[str] | None = None
) -> list[Mailing]:
    """Give everybody invited (or these addresses) the series as it is for them now.

    Those who are invited to the same times share one mailing: nearly always all do. The series is locked.
    """
    meetings = {row.pk: row for row in series.meetings.select_related("kind", "theme_group").order_by("recurs_at")}
    for meeting in meetings.values():
        meeting.series = series
    groups: dict[frozenset[int], list[dict[int, Invitation]]] = defaultdict(list)
    for times in times_by_address(series, addresses).values():
        groups[frozenset(times)].append(times)
    stamp = take_stamp(series, telling.at)
    mailings = []
    for number, (pks, people) in enumerate(groups.items()):
        own = [meeting for pk, meeting in meetings.items() if pk in pks]
        nearest = next((row for row in own if row.ends_at > telling.at), own[-1])
        rows = [times[nearest.pk] for times in people]
        mailings.append(_write(series, telling, own, rows, nearest=nearest, stamp=stamp, part=number))
    return mailings


def write_series_cancel(series: MeetingSeries, telling: Telling, rows: Iterable[Invitation]) -> Mailing | None:
    """Take the whole entry out of these people's calendars. Each row is one of a person's; the series is locked."""
    people = list(rows)
    if not people:
        return None
    nearest = people[0].meeting
    return _write(series, telling, [], people, nearest=nearest, stamp=take_stamp(series, telling.at), part=0)


def _write(
    series: MeetingSeries,
    telling: Telling,
    meetings: Sequence[Meeting],
    rows: list[Invitation],
    *,
    nearest: Meeting,
    stamp: datetime.datetime,
    part: int,
) -> Mailing:
    people = with_languages(rows)
    languages = sorted({person.language for person in people}) or [settings.LANGUAGE_CODE]
    last = max(meeting.ends_at for meeting in [nearest, *meetings])
    return create_mailing(
        kind=telling.mail.kind,
        key=f"{telling.key}-{part}" if part else telling.key,
        label=series.title_sv,
        contents=[_content(series, telling, meetings, nearest, language=code, stamp=stamp) for code in languages],
        recipients=recipients_of(nearest, telling.mail, people),
        at=telling.at,
        scheduled_at=telling.scheduled_at,
        not_after=last,
        created_by=telling.by,
    )


def _content(
    series: MeetingSeries,
    telling: Telling,
    meetings: Sequence[Meeting],
    nearest: Meeting,
    *,
    language: str,
    stamp: datetime.datetime,
) -> MailContent:
    with translation.override(language):
        to_come = [meeting for meeting in meetings if meeting.ends_at > telling.at]
        context = {
            "series": series,
            "meeting": nearest,
            "how_often": series_words(series),
            "times": [_line(meeting, series) for meeting in to_come],
            "called_off": [_line(meeting, series) for meeting in telling.called_off],
            "place": place_words(nearest),
            "deadline": deadline_words(nearest),
            "note": telling.note,
            "because": "%%because%%",
        }
    content = make_content(telling.mail.folder, kind=telling.mail.kind, language=language, context=context)
    calendar = ical.series_text(series, meetings, method=telling.mail.method, language=language, at=stamp)
    return replace(content, calendar=calendar, calendar_method=telling.mail.method)


def _line(meeting: Meeting, series: MeetingSeries) -> str:
    """A time of the series in words, with what is its own."""
    words = when_words(meeting)
    if (meeting.place, meeting.online_link) != (series.place, series.online_link):
        words = f"{words}, {place_words(meeting)}"
    return words if meeting.title == series.title else f"{words}: {meeting.title}"
