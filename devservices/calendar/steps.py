"""One walk: what a coordinator may do with a meeting or a series, in an order that nobody would think of."""

from __future__ import annotations

import datetime
import random
from collections.abc import Callable, Iterable

from devservices.calendar.simulated import Entry, Key
from meetings import services
from meetings.models import Invitation, Meeting, MeetingKind, MeetingSeries
from meetings.recurrence import Pattern, is_nameable, make_rule
from members.models import Contact, Member, ThemeGroup

UTC = datetime.UTC
HOUR = datetime.timedelta(hours=1)
PEOPLE = 3
Step = Callable[[Meeting, datetime.datetime], None]
PLACES = ("Folkets hus, Trollhättan", "Åre; sal 2", "Malmö")


class Walk:
    """A meeting (`is_series`: a series of four) of a theme group of its own, and what its people were last told."""

    def __init__(self, number: int, *, seed: int, is_series: bool, member: Member, kind: MeetingKind) -> None:
        self.number = number
        self.chance = random.Random(seed * 1_000_003 + number)
        self.is_series = is_series
        self.titles = 0
        self.done: list[str] = []
        # What each person's calendar was told that a meeting is called: a mended typo is not told.
        self.told: dict[tuple[str, int], str] = {}
        self.group = ThemeGroup.objects.create(key=f"walk-{number}", name_sv=f"Grupp {number}")
        self.contacts = [self._make_contact(member, index) for index in range(PEOPLE + 1)]
        self.group.contacts.set(self.contacts[:PEOPLE])
        self.first = self._make_meeting(kind)
        self.series: MeetingSeries | None = None

    def _make_contact(self, member: Member, index: int) -> Contact:
        return Contact.objects.create(
            member=member,
            kind=Contact.Kind.ADMINISTRATIVE,
            name=f"Åsa {index}",
            email=f"walk{self.number}-{index}@example.org",
            language=self.chance.choice(("sv", "en")),
        )

    def _make_meeting(self, kind: MeetingKind) -> Meeting:
        # Around a night when clocks are changed, now and then within it.
        start = datetime.datetime(2027, 10, 31, 1, tzinfo=UTC) + datetime.timedelta(hours=self.chance.randint(-200, 50))
        return Meeting.objects.create(
            kind=kind,
            audience=Meeting.Audience.THEME_GROUP,
            theme_group=self.group,
            starts_at=start,
            ends_at=start + datetime.timedelta(minutes=90),
            place=PLACES[0],
            **self._new_titles(),
        )

    def _new_titles(self) -> dict[str, str]:
        self.titles += 1
        return {"title_sv": f"Möte {self.number}.{self.titles}", "title_en": f"Meeting {self.number}.{self.titles}"}

    def begin(self, at: datetime.datetime) -> None:
        """Announce."""
        if self.is_series:
            if not is_nameable(self.first.starts_local):
                # A series refuses to begin in the second of two equal hours; it begins in the hour after.
                self.first.starts_at += HOUR
                self.first.ends_at += HOUR
                self.first.save()
            day = self.first.starts_local.date()
            pattern = self.chance.choice((Pattern.WEEKLY, Pattern.FORTNIGHTLY))
            self.series = services.make_series(self.first, make_rule(pattern, day, count=4))
            services.announce_series(self.series, at=at)
        else:
            services.announce(self.first, at=at)
        self.tell(self.meetings())

    def meetings(self) -> list[Meeting]:
        """The meeting, or all times of the series, as they are now."""
        found = Meeting.objects.filter(theme_group=self.group).select_related("series").order_by("recurs_at")
        return list(found)

    def tell(self, meetings: Iterable[Meeting], addresses: set[str] | None = None) -> None:
        """Note that these people are told now what the meetings are called."""
        announced = [meeting for meeting in meetings if meeting.is_announced]
        rows = Invitation.objects.current().filter(meeting__in=announced).select_related("meeting", "contact")
        for row in rows if addresses is None else rows.filter(address__in=addresses):
            language = row.contact.language if row.contact else row.language
            title = row.meeting.title_en if language == "en" else row.meeting.title_sv
            self.told[row.address, row.meeting_id] = title

    def expected(self) -> dict[str, dict[Key, Entry]]:
        """What the portal says that each person's calendar should show."""
        wanted: dict[str, dict[Key, Entry]] = {contact.email: {} for contact in self.contacts}
        wanted |= {row.address: {} for meeting in self.meetings() for row in meeting.invitations.all()}
        for meeting in self.meetings():
            if meeting.is_announced:
                for row in meeting.invitations.current():
                    title = self.told[row.address, meeting.pk]
                    key = (meeting.calendar_uid, meeting.recurs_at)
                    wanted[row.address][key] = Entry(meeting.starts_at, meeting.ends_at, meeting.place, title)
        return wanted

    def step(self, at: datetime.datetime) -> None:
        """Do one thing, with one meeting or with the series."""
        single: list[Step] = [self.move, self.change_place, self.rename, self.mend_typo, self.add, self.remove]
        single += [self.call_off_or_reopen, self.call_off_or_reopen, self.add_guest, self.remove, self.change_language]
        whole: list[Step] = [self.change_following, self.cancel_following, self.add_to_all, self.remove_from_all]
        step = self.chance.choice(whole if self.is_series and self.chance.random() < 0.35 else single)
        self.done.append(step.__name__)
        step(self.chance.choice(self.meetings()), at)

    def move(self, meeting: Meeting, at: datetime.datetime) -> None:
        """Hold the meeting some hours earlier or later."""
        delta = datetime.timedelta(minutes=30 * self.chance.choice((-5, -2, -1, 1, 3, 8)))
        starts_at, ends_at = meeting.starts_at + delta, meeting.ends_at + delta
        services.move_meeting(meeting, starts_at=starts_at, ends_at=ends_at, at=at)
        self.tell([meeting])

    def change_place(self, meeting: Meeting, at: datetime.datetime) -> None:
        """Hold the meeting elsewhere, as the form does it."""
        before = services.calendar_facts(meeting)
        meeting.place = self.chance.choice(PLACES)
        meeting.save()
        if services.tell_of_change(meeting, before=before, at=at):
            self.tell([meeting])

    def rename(self, meeting: Meeting, at: datetime.datetime) -> None:
        """Give the meeting another title, and tell."""
        self.mend_typo(meeting, at)
        if services.tell_words(meeting, at=at):
            self.tell([meeting])

    def mend_typo(self, meeting: Meeting, at: datetime.datetime) -> None:
        """Give the meeting another title, and tell nobody."""
        for name, title in self._new_titles().items():
            setattr(meeting, name, title)
        meeting.save()

    def call_off_or_reopen(self, meeting: Meeting, at: datetime.datetime) -> None:
        """Call the meeting off, or hold it after all. In a series, bringing a date back tells the whole series."""
        if not meeting.is_cancelled:
            services.cancel_meeting(meeting, at=at)
            return
        services.reopen_meeting(meeting, at=at)
        if self.series is None:
            self.tell(self.meetings())
        else:
            self.tell(self.meetings(), set(meeting.invitations.current().values_list("address", flat=True)))

    def add(self, meeting: Meeting, at: datetime.datetime) -> None:
        """Invite a contact, perhaps one who was taken off."""
        new = services.add_attendees(meeting, [self.chance.choice(self.contacts)], at=at)
        self.tell([meeting], {row.address for row in new})

    def add_guest(self, meeting: Meeting, at: datetime.datetime) -> None:
        """Invite somebody who is no contact."""
        address = f"guest{self.number}-{self.chance.randint(0, 1)}@example.org"
        if not meeting.invitations.current().filter(address=address).exists():
            services.add_guest(meeting, address=address, name="Gäst", at=at)
            self.tell([meeting], {address})

    def remove(self, meeting: Meeting, at: datetime.datetime) -> None:
        """Take somebody's invitation back."""
        people = list(meeting.invitations.current().select_related("meeting__series"))
        if people:
            services.remove_attendee(self.chance.choice(people), at=at)

    def change_language(self, _meeting: Meeting, _at: datetime.datetime) -> None:
        """Let a contact read mails in the other language from now on."""
        contact = self.chance.choice(self.contacts)
        contact.language = "sv" if contact.language == "en" else "en"
        contact.save(update_fields=["language"])

    def change_following(self, meeting: Meeting, at: datetime.datetime) -> None:
        """Hold a time of the series and all that follow on another day, at another hour, perhaps under a new name."""
        clock = datetime.time(self.chance.randint(0, 20), 30)
        changes = services.Changes(
            days=self.chance.choice((-1, 0, 1)),
            starts=clock,
            ends=clock.replace(hour=clock.hour + 2),
            fields=self.chance.choice(({}, {"place": self.chance.choice(PLACES)}, self._new_titles())),
        )
        if services.change_following(meeting, changes, at=at):
            self.tell(self.meetings())

    def cancel_following(self, meeting: Meeting, at: datetime.datetime) -> None:
        """Call off a time of the series and all that follow."""
        if services.following(meeting, at=at) and services.cancel_following(meeting, at=at):
            self.tell(self.meetings())

    def add_to_all(self, _meeting: Meeting, at: datetime.datetime) -> None:
        """Invite a contact to all times of the series."""
        if self.series is not None:
            self.tell(self.meetings(), services.add_to_series(self.series, [self.chance.choice(self.contacts)], at=at))

    def remove_from_all(self, _meeting: Meeting, at: datetime.datetime) -> None:
        """Take somebody off the whole series."""
        if self.series is not None:
            services.remove_from_series(self.series, self.chance.choice(self.contacts).email, at=at)
