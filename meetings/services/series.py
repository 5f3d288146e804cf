"""Making, announcing, changing and shortening a series of meetings."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from mailings.models import Mailing
from meetings import series_emails
from meetings.audience import audience_of
from meetings.models import AgendaItem, ChosenPerson, Invitation, Meeting, MeetingSeries
from meetings.models.series import SHARED
from meetings.recurrence import expand_rule, is_nameable
from meetings.series_emails import Telling, series_key
from meetings.services.attendees import invite
from meetings.services.lifecycle import COALESCE, MeetingError, calendar_facts, check_audience, withdraw_mailings

COPIED = ("kind_id", "audience", "theme_group_id", *SHARED)


def lock_series(series: MeetingSeries) -> MeetingSeries:
    """The series' row, which everybody locks who changes or mails one of its times."""
    return MeetingSeries.objects.select_for_update().get(pk=series.pk)


def times_of(series: MeetingSeries) -> list[Meeting]:
    """All meetings of the series in the order of its rule; the series is locked."""
    rows = list(Meeting.objects.select_for_update(of=("self",)).filter(series=series).order_by("recurs_at"))
    for row in rows:
        row.series = series
    return rows


@transaction.atomic
def make_series(meeting: Meeting, rule: str, *, left_out: Collection[datetime.datetime] = ()) -> MeetingSeries:
    """Let a draft come back by a rule; it becomes the first time, and the others are drafts like it.

    `left_out` are starts that the rule gives and that are skipped. Raises MeetingError for what is no lone draft.
    """
    row = Meeting.objects.select_for_update(of=("self",)).get(pk=meeting.pk)
    if row.state != Meeting.State.DRAFT or row.series_id is not None:
        raise MeetingError(_("Only a draft that belongs to no series can be made one."))
    if not is_nameable(row.starts_local):
        raise MeetingError(
            _("The clocks are changed in the night of the first meeting and its time comes twice: choose another time.")
        )
    facts = {name: getattr(row, name) for name in SHARED}
    series = MeetingSeries.objects.create(rule=rule, starts_at=row.starts_at, ends_at=row.ends_at, **facts)
    skipped = {start.astimezone(datetime.UTC) for start in left_out}
    starts = [start.astimezone(datetime.UTC) for start in expand_rule(rule, row.starts_local)]
    row.series, row.recurs_at = series, row.starts_at
    row.save()
    before = row.starts_at - row.answer_by if row.answer_by else None
    for start in starts[1:]:
        if start in skipped:
            continue
        copy = Meeting(series=series, recurs_at=start, starts_at=start, ends_at=series.end_of(start))
        for name in COPIED:
            setattr(copy, name, getattr(row, name))
        copy.answer_by = start - before if before is not None else None
        copy.save()
        items = [
            AgendaItem(
                meeting=copy,
                sort_order=item.sort_order,
                starts_at=item.starts_at,
                title=item.title,
                speaker=item.speaker,
                kind=item.kind,
            )
            for item in row.agenda_items.all()
        ]
        AgendaItem.objects.bulk_create(items)
    return series


@transaction.atomic
def dissolve_series(series: MeetingSeries) -> Meeting:
    """Make a series that nobody has heard of one draft again: its first time stays, the others are deleted.

    Raises MeetingError once it is announced.
    """
    row = lock_series(series)
    first, *others = times_of(row)
    if row.announced_at is not None:
        raise MeetingError(_("The series has been announced: call off the times that are not to be."))
    for meeting in others:
        meeting.delete()
    first.series = first.recurs_at = None
    first.save()
    row.delete()
    return first


@transaction.atomic
def announce_series(
    series: MeetingSeries, *, at: datetime.datetime, by: User | None = None, seen: str = ""
) -> list[Mailing]:
    """Announce all times of the series with one mail to each person; `seen` as for `announce`. Raises MeetingError."""
    row = lock_series(series)
    times = times_of(row)
    if row.announced_at is not None or not times:
        raise MeetingError(_("The series has been announced already. Nothing more was sent."))
    if times[0].starts_at <= at:
        raise MeetingError(_("The first meeting has started already: change its time before you announce the series."))
    audience = audience_of(times[0])
    check_audience(audience, times[0], seen=seen)
    row.announced_at = at
    row.save(update_fields=["announced_at"])
    # What was changed while all was a draft is no exception: calendars hear of the times as they are now.
    for meeting in times:
        meeting.state, meeting.announced_at = Meeting.State.ANNOUNCED, at
        meeting.save()
        invite(meeting, audience.invited, at=at)
    ChosenPerson.objects.filter(meeting__series=row).delete()
    telling = Telling(series_emails.INVITED, series_key(row, "request"), at, by=by)
    return series_emails.write_series_mailings(row, telling)


@dataclass(frozen=True)
class Changes:
    """What becomes different for a time and all that follow it: the same for each, as the wall's clock counts."""

    days: int = 0
    starts: datetime.time | None = None
    ends: datetime.time | None = None
    fields: dict[str, Any] = field(default_factory=dict)

    def apply(self, meeting: Meeting) -> None:
        """Set (not save) it on one meeting. An end before the start is on the next day."""
        if self.days or self.starts or self.ends:
            length = meeting.ends_local.date() - meeting.starts_local.date()
            day = meeting.starts_local.date() + datetime.timedelta(days=self.days)
            before = meeting.starts_at
            starts = self.starts or meeting.starts_local.time()
            ends = self.ends or meeting.ends_local.time()
            meeting.starts_at = _instant(day, starts, meeting)
            meeting.ends_at = _instant(day + length, ends, meeting)
            if meeting.answer_by is not None:
                meeting.answer_by += meeting.starts_at - before
        for name, value in self.fields.items():
            setattr(meeting, name, value)


def _instant(day: datetime.date, clock: datetime.time, meeting: Meeting) -> datetime.datetime:
    return datetime.datetime.combine(day, clock.replace(fold=0), meeting.zone).astimezone(datetime.UTC)


def following(meeting: Meeting, *, at: datetime.datetime) -> list[Meeting]:
    """This time of a series and those after it that are not over and not called off."""
    if meeting.series_id is None or meeting.recurs_at is None:
        return [meeting]
    rows = Meeting.objects.filter(series=meeting.series_id, recurs_at__gte=meeting.recurs_at, ends_at__gt=at)
    return list(rows.exclude(state=Meeting.State.CANCELLED).select_related("series").order_by("recurs_at"))


def people_of(meetings: Iterable[Meeting]) -> int:
    """How many people are invited to at least one of these meetings."""
    return Invitation.objects.current().filter(meeting__in=list(meetings)).values("address").distinct().count()


@transaction.atomic
def change_following(
    meeting: Meeting, changes: Changes, *, at: datetime.datetime, by: User | None = None
) -> list[Mailing]:
    """Change a time of a series and all that follow, and tell everybody once, a minute from now.

    Raises ValidationError for what cannot be (an end before its start); then nothing is changed.
    """
    series, times = _locked_following(meeting, at=at)
    has_new_facts = has_new_words = False
    for row in times:
        before = calendar_facts(row)
        words = (row.title_sv, row.title_en)
        changes.apply(row)
        row.full_clean()
        row.save()
        has_new_facts |= calendar_facts(row) != before
        has_new_words |= (row.title_sv, row.title_en) != words
    if series.announced_at is None or not (has_new_facts or has_new_words):
        return []
    if has_new_facts:
        _raise_all(series, times)
    mail = series_emails.UPDATED if has_new_facts else series_emails.REWORDED
    withdraw_series(series, at=at)
    telling = Telling(mail, series_key(series, "request"), at, scheduled_at=at + COALESCE, by=by)
    return series_emails.write_series_mailings(series, telling)


@transaction.atomic
def cancel_following(
    meeting: Meeting, *, at: datetime.datetime, reason: str = "", by: User | None = None
) -> list[Mailing]:
    """Call off a time of a series and all that follow. Who has times left gets the shorter series, the others a CANCEL.

    Raises MeetingError where there is nothing to call off.
    """
    series, times = _locked_following(meeting, at=at)
    if series.announced_at is None or not times:
        raise MeetingError(_("Only a meeting that has been announced can be called off. A draft can be deleted."))
    rows = Invitation.objects.current().filter(meeting__in=times).select_related("meeting").order_by("meeting")
    affected = {row.address: row for row in reversed(rows)}
    for row in times:
        row.state = Meeting.State.CANCELLED
        row.save()
    _raise_all(series, times)
    withdraw_series(series, at=at)
    key = series_key(series, "request")
    telling = Telling(series_emails.SHORTENED, key, at, note=reason, called_off=times, by=by)
    mailings = series_emails.write_series_mailings(series, telling)
    without = [row for address, row in affected.items() if address not in series_emails.times_by_address(series)]
    gone = Telling(series_emails.CANCELLED, series_key(series, "cancel"), at, note=reason, called_off=times, by=by)
    last = series_emails.write_series_cancel(series, gone, without)
    return [*mailings, last] if last else mailings


def _locked_following(meeting: Meeting, *, at: datetime.datetime) -> tuple[MeetingSeries, list[Meeting]]:
    if meeting.series is None:
        raise MeetingError(_("This meeting does not belong to a series."))
    series = lock_series(meeting.series)
    pks = {row.pk for row in following(meeting, at=at)}
    return series, [row for row in times_of(series) if row.pk in pks]


def _raise_all(series: MeetingSeries, times: Iterable[Meeting]) -> None:
    series.sequence += 1
    series.save(update_fields=["sequence"])
    for row in times:
        row.sequence = series.sequence
        row.save(update_fields=["sequence"])


def withdraw_series(series: MeetingSeries, *, at: datetime.datetime) -> None:
    """Call off what waits about the series or one of its times: the whole series is told anew."""
    withdraw_mailings(series, "request", at=at)
    for meeting in series.meetings.all():
        withdraw_mailings(meeting, "request", "reminder", at=at)
