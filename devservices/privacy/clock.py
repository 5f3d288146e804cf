"""The figures of the clock: many rows, most of them too old after 400 days, and only what is allowed stays.

Each row carries a mark: "old-" where it must be gone at the end, "new-" where it must be kept. They are counted in a
dump of the database, so that a rule which forgets something is found, whatever it says itself.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable, Iterator
from typing import Any

from allauth.usersessions.models import UserSession
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.db.models import Model
from django.utils import timezone
from wagtail.admin.models import EditingSession, FormState
from wagtail.contrib.search_promotions.models import Query, QueryDailyHits

from accounts.models import SignInTries, User
from devservices.privacy.dump import database_lines
from devservices.privacy.rows import Maker
from ledger.models import Application
from mailings.kinds import wiping_kinds
from mailings.models import Attempt, Delivery, Mailing, MailingContent, Notice, Returned, Suppression
from meetings.models import ActionItem, Adjuster, Invitation, Meeting, Minutes, MinutesItem
from members.models import Contact, Member, MemberImport, RoleInvitation
from newsletters.models import Subscriber
from privacy.models import ErasureRequest
from privacy.retention import count_forbidden, keep_retention
from reviews.models import ReviewRequest

BATCH = 2000
Days = datetime.timedelta
Row = Callable[[str], Model]


class Crowd:
    """Makes rows of each kind, old and new in turn, and counts what must stay."""

    def __init__(self, now: datetime.datetime, days: int) -> None:
        self.now, self.later = now, now + Days(days=days)
        self.maker = Maker()
        self.member = self.maker.make(Member)
        self.left = self.maker.make(Member, left_on=now.date())
        self.contact = self.maker.make(Contact, member=self.member)
        self.user = self.maker.make(User, last_login=self.later)
        self.made = self.allowed = 0

    def add(self, model: type[Any], number: int, old: Row, new: Row | None = None) -> None:
        """Half of the rows old, half new; all old where there is nothing that may stay."""
        rows = []
        for position in range(number):
            is_new = new is not None and position % 2 == 0
            self.allowed += is_new
            make = new if is_new and new is not None else old
            rows.append(make(f"{'new' if is_new else 'old'}-{model.__name__.lower()}-{position}"))
        model.objects.bulk_create(rows, batch_size=BATCH)
        self.made += number

    def mail(self, number: int) -> None:
        """Deliveries of a mailing that ended long ago and of one that ended lately, with their attempts."""
        old = self.maker.make(Mailing, key="a", finished_at=self.now, state="done", created_at=self.now)
        new = self.maker.make(Mailing, key="b", finished_at=self.later - Days(days=30), state="done")

        def delivery(mailing: Mailing) -> Row:
            return lambda mark: Delivery(
                mailing=mailing,
                address=f"{mark}@example.org",
                state="accepted",
                message_id=mark.replace("old", "m").replace("new", "m"),
                next_attempt_at=self.now,
            )

        self.add(Delivery, number, delivery(old), delivery(new))
        keys = iter(Delivery.objects.filter(mailing=old).values_list("pk", flat=True))
        fresh = iter(Delivery.objects.filter(mailing=new).values_list("pk", flat=True))

        def attempt(of: Any) -> Row:
            return lambda mark: Attempt(delivery_id=next(of), at=self.now, phase="dot", outcome="accepted", reply=mark)

        self.add(Attempt, number // 5, attempt(keys), attempt(fresh))
        self.notices(number // 20)
        bounced, left = Suppression.Reason.NO_SUCH_ADDRESS, Suppression.Reason.UNSUBSCRIBED

        def suppression(reason: str) -> Row:
            return lambda mark: Suppression(address=f"{mark}@example.org", reason=reason, created_at=self.now)

        self.add(Suppression, number // 10, suppression(bounced), suppression(left))
        self.add(Returned, number // 10, lambda mark: Returned(digest=mark, at=self.now, source="mailbox"))

    def notices(self, number: int) -> None:
        """Lines of digests: one of each mailing for a person."""
        mailings = Mailing.objects.bulk_create(
            [Mailing(key=f"notice-{position}", created_at=self.now) for position in range(number)]
        )
        several = iter(mailings)

        def notice(at: datetime.datetime) -> Row:
            return lambda mark: Notice(
                user=self.user, kind="x", subject=mark, mailing=next(several), created_at=at, due_at=at
            )

        self.add(Notice, number, notice(self.now), notice(self.later - Days(days=30)))

    def newsletter(self, number: int) -> None:
        """Subscribers who never confirmed and who left long ago, and those who read or left lately."""
        for state, new_state, days in (("pending", "confirmed", 0), ("unsubscribed", "unsubscribed", 300)):

            def row(mark: str, state: str, at: datetime.datetime, origin: str) -> Subscriber:
                return Subscriber(
                    address=f"{mark}.{origin}@example.org",
                    state=state,
                    consented_at=self.now,
                    unsubscribed_at=at if state == "unsubscribed" else None,
                    nonce="n",
                )

            self.add(
                Subscriber,
                number // 2,
                lambda mark, state=state: row(mark, state, self.now, state),  # type: ignore[misc]
                lambda mark, state=new_state, days=days, origin=state: row(  # type: ignore[misc]
                    mark, state, self.now + Days(days=days), origin
                ),
            )

    def meetings(self, number: int) -> None:
        """Who was invited to a meeting of long ago, and to one of last week."""
        long_ago = self.maker.make(Meeting, starts_at=self.now, ends_at=self.now + Days(hours=1))
        day = self.later - Days(days=7)
        lately = self.maker.make(Meeting, starts_at=day, ends_at=day + Days(hours=1))

        def invitation(meeting: Meeting) -> Row:
            return lambda mark: Invitation(
                meeting=meeting, address=f"{mark}@example.org", invited_at=self.now, member=self.member
            )

        self.add(Invitation, number, invitation(long_ago), invitation(lately))
        self.minutes(number // 4)

    def minutes(self, number: int) -> None:
        """Who adjusted minutes and who had something to do, long ago and lately; names stay, addresses go."""
        day = self.later - Days(days=7)

        def adjuster(at: datetime.datetime) -> Row:
            minutes = self.maker.make(
                Minutes, meeting=self.maker.make(Meeting), state="locked", locked_at=at, started_at=at
            )
            return lambda mark: Adjuster(minutes=minutes, round=1, name="x", address=f"{mark}@example.org", asked_at=at)

        def action(at: datetime.datetime) -> Row:
            item = self.maker.make(MinutesItem)
            return lambda mark: ActionItem(
                item=item, what="x", owner_name="x", address=f"{mark}@example.org", done_at=at
            )

        self.add(Adjuster, number, adjuster(self.now), adjuster(day))
        self.add(ActionItem, number, action(self.now), action(day))

    def members(self, number: int) -> None:
        """Contacts of a member that left, invitations to roles, applications, requests for reviews."""
        day = self.later - Days(days=7)

        def contact(member: Member) -> Row:
            return lambda mark: Contact(member=member, name=mark, kind="other")

        def invitation(at: datetime.datetime) -> Row:
            return lambda mark: RoleInvitation(
                address=f"{mark}@example.org", role="editor", member=self.member, sent_at=at, expires_at=at,
                accepted_at=at,
            )  # fmt: skip

        def application(state: str, at: datetime.datetime) -> Row:
            return lambda mark: Application(
                kind="region", code="10", name="R", contact_name=mark, address=f"{state}{at:%j}@example.org",
                state=state, created_at=self.now, decided_at=at,
            )  # fmt: skip

        def review(at: datetime.datetime) -> Row:
            return lambda mark: ReviewRequest(
                member=self.member, contact=self.contact, step=1, created_at=at, token_hash=mark
            )

        self.add(Contact, number // 4, contact(self.left), contact(self.member))
        self.add(RoleInvitation, number // 4, invitation(self.now), invitation(day))
        self.add(Application, number // 8, application("declined", self.now), application("declined", day))
        self.add(Application, number // 8, application("unconfirmed", self.now))
        self.add(ReviewRequest, number // 4, review(self.now), review(day))

    def accounts(self, number: int) -> None:
        """Sessions over and open, devices, counted passwords; accounts that nobody uses."""

        def session(at: datetime.datetime) -> Row:
            return lambda mark: Session(session_key=mark, session_data="x", expire_date=at)

        self.add(Session, number // 2, session(self.now + Days(days=14)), session(self.later + Days(days=7)))
        self.add(
            UserSession,
            number // 4,
            lambda mark: UserSession(user=self.user, ip="192.0.2.1", session_key=mark, user_agent="x"),
        )
        self.add(SignInTries, number // 4, lambda mark: SignInTries(key=mark, window_started_at=self.now))
        self.add(
            User,
            min(number // 10, 200),
            lambda mark: User(email=f"{mark}@example.org", date_joined=self.now),
            lambda mark: User(email=f"{mark}@example.org", date_joined=self.now, last_login=self.later),
        )

    def editing(self, number: int) -> None:
        """What the admin keeps: half-written forms, open pages, searches, uploaded lists; requests for erasure."""
        kind = ContentType.objects.get_for_model(Member)
        shared: dict[str, Any] = {"user": self.user, "content_type": kind}

        def session(at: datetime.datetime) -> Row:
            return lambda mark: EditingSession(**shared, object_id=mark, last_seen_at=at)

        def form(at: datetime.datetime) -> Row:
            return lambda mark: FormState(**shared, object_id="1", data=json.dumps(mark), last_updated_at=at)

        def upload(at: datetime.datetime) -> Row:
            return lambda mark: MemberImport(filename=mark, content=b"x", created_by=self.user, created_at=at)

        def request(at: datetime.datetime) -> Row:
            return lambda mark: ErasureRequest(source="own", asked_at=at, finished_at=at, done={mark: 1})

        self.add(EditingSession, number, session(self.now), session(self.later))
        self.add(MemberImport, number, upload(self.now), upload(self.later))
        self.add(ErasureRequest, number, request(self.later - Days(days=731)), request(self.later - Days(days=30)))
        self.add(FormState, number, form(self.now), form(self.later))
        self.add(Query, number, lambda mark: Query(query_string=mark), lambda mark: Query(query_string=mark))
        QueryDailyHits.objects.bulk_create(
            QueryDailyHits(query=query, hits=1, date=(self.now if "old-" in query.query_string else self.later).date())
            for query in Query.objects.filter(query_string__contains="-query-")
        )

    def bodies(self, number: int) -> None:
        """Texts with links of mailings that ended, and of some that are under way."""
        kind = min(wiping_kinds())

        def mailings(state: str, at: datetime.datetime | None) -> Iterator[Mailing]:
            made = (Mailing(kind=kind, key=f"{state}-{position}", state=state, created_at=self.now, finished_at=at)
                    for position in range(number))  # fmt: skip
            return iter(Mailing.objects.bulk_create(made, batch_size=BATCH))

        ended, under_way = mailings("done", self.now), mailings("sending", None)
        self.add(
            MailingContent,
            number,
            lambda mark: MailingContent(mailing=next(ended), language="sv", subject="x", text=mark),
            lambda mark: MailingContent(mailing=next(under_way), language="sv", subject="x", text=mark),
        )


def count_marks() -> dict[str, int]:
    """Rows of a dump that carry each mark."""
    found = {"old": 0, "new": 0}
    for line in database_lines():
        found["old"] += b"old-" in line
        found["new"] += b"new-" in line
    return found


def measure_retention(rows: int, days: int) -> dict[str, Any]:
    """Seed, put the clock forward, apply every rule twice, count."""
    crowd = Crowd(timezone.now(), days)
    crowd.mail(rows * 44 // 130)
    crowd.newsletter(rows * 15 // 100)
    crowd.meetings(rows * 10 // 100)
    crowd.members(rows * 10 // 100)
    crowd.editing(rows // 100)
    crowd.bodies(rows // 100)
    crowd.accounts(max(rows - crowd.made, 40))
    before = count_marks()
    first = keep_retention(now=crowd.later)
    left = count_marks()
    second = keep_retention(now=crowd.later)
    forbidden = sum(count_forbidden(now=crowd.later).values())
    return {
        "retention_rows": crowd.made,
        "retention_forbidden_before": before["old"],
        "retention_changed": sum(first.values()),
        "retention_by_rule": {name: number for name, number in first.items() if number},
        "rules_without_rows": [name for name, number in first.items() if not number],
        "retention_left_forbidden": left["old"] + forbidden,
        "retention_allowed": crowd.allowed,
        "retention_kept": left["new"],
        "second_run_changes": sum(second.values()) + abs(count_marks()["new"] - left["new"]),
    }
