"""`make bench-announce`: the coordinator presses "Announce"; how long until the page answers, and until all have mail.

The request is the whole of it: the admin's page with its guards, the audience, an invitation and a delivery for each
person, and the commit. Beside it in the same run: a meeting with few people, and what a portal without an outbox does
in its request, the same number of mails with a calendar sent one after the other by smtplib on one connection.
"""

import smtplib
import time
import uuid
from dataclasses import dataclass, field
from datetime import timedelta
from email.message import EmailMessage
from statistics import median

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from devservices.bench.announce_options import AnnounceOptions
from devservices.bench.figures import NotMeasured, publish
from devservices.bench.ground import Ground
from devservices.stages import say
from meetings.models import Meeting, MeetingKind
from members.models import Contact, Member
from members.permissions import provision_coordinators
from members.services import appoint_coordinator

PATIENCE = 120.0
MEMBERS = 20
WORDS = "Välkommen till strategernas månadsmöte. Svara senast en vecka innan.\n" * 20
CALENDAR = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nMETHOD:REQUEST\r\nEND:VCALENDAR\r\n"
FOUND = 302


@dataclass
class Announced:
    """Seconds and statements of each meeting of one size."""

    request: list[float] = field(default_factory=list)
    all_there: list[float] = field(default_factory=list)
    queries: list[int] = field(default_factory=list)


def measure(ground: Ground, options: AnnounceOptions) -> None:
    """Announce meetings of both sizes in turn, send as many mails plainly, and publish."""
    say(f"\n{__doc__}")
    ground.worker(concurrency=2)
    client = _coordinator()
    few, many, plain = Announced(), Announced(), list[float]()
    _announce(ground, client, options.few, Announced())  # opens connections, compiles templates
    for number in range(options.runs):
        _announce(ground, client, options.few, few)
        _announce(ground, client, options.people, many)
        plain.append(_send_plainly(ground, options.people))
        page, mail = many.request[-1], many.all_there[-1]
        say(f"  run {number + 1}: {page:.2f} s, all mail after {mail:.2f} s; smtplib {plain[-1]:.2f} s")
    publish(
        {
            "people": options.people,
            "request_s": median(many.request),
            "request_max_s": max(many.request),
            "request_of_few_s": median(few.request),
            "queries": max(many.queries),
            "queries_of_few": max(few.queries),
            "all_mail_at_relay_s": median(many.all_there),
            "smtplib_in_the_request_s": median(plain),
            "ratio": median(plain) / median(many.request),
        }
    )


def _coordinator() -> Client:
    """A browser in which a coordinator is signed in."""
    provision_coordinators()
    user: User = User.objects.create_user("karin@portal.example.org", first_name="Karin", last_name="Wall")
    appoint_coordinator(user)
    client = Client()
    client.force_login(user)
    return client


def _announce(ground: Ground, client: Client, people: int, into: Announced) -> None:
    """Announce a meeting to so many people, and wait until the relay has a mail for each."""
    meeting = _meeting_for(people)
    ground.relay.clear()
    began = time.perf_counter()
    with CaptureQueriesContext(connection) as queries:
        answer = client.post(reverse("meetings_admin:announce", args=[meeting.pk]))
    into.request.append(time.perf_counter() - began)
    into.queries.append(len(queries))
    if answer.status_code != FOUND or meeting.invitations.count() != people:
        raise NotMeasured(f"{people} were to be invited; the page answered {answer.status_code}")
    taken = ground.relay.wait_for(people, seconds=PATIENCE)
    into.all_there.append(time.perf_counter() - began)
    if taken.distinct != people:
        raise NotMeasured(f"{people} mails were to come; the relay has {taken.messages}")


def _meeting_for(people: int) -> Meeting:
    """A draft for all members, who have so many contacts together."""
    Contact.objects.all().delete()
    members = [
        Member.objects.get_or_create(
            code=f"{1000 + number}",
            defaults={"name": f"Kommun {number}", "county_code": "14", "latitude": 58, "longitude": 12},
        )[0]
        for number in range(MEMBERS)
    ]
    group = uuid.uuid4().hex[:8]
    Contact.objects.bulk_create(
        Contact(
            member=members[number % MEMBERS],
            kind=Contact.Kind.ADMINISTRATIVE,
            name=f"Åsa Öberg {number}",
            email=f"{group}-{number}@kommun{number % MEMBERS}.example",
            language="en" if number % 10 == 0 else "sv",
        )
        for number in range(people)
    )
    kind, _made = MeetingKind.objects.get_or_create(key="strategmote", defaults={"name_sv": "Strategmöte"})
    starts_at = timezone.now() + timedelta(days=30)
    return Meeting.objects.create(
        kind=kind,
        title_sv="Strategernas månadsmöte",
        title_en="Strategists' monthly meeting",
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=2),
        place="Folkets hus, Trollhättan",
        online_link="https://meet.example.org/strategerna",
    )


def _send_plainly(ground: Ground, people: int) -> float:
    """Seconds that so many mails take on one connection, each built and sent in turn."""
    host, port = ground.relay.url.removeprefix("smtp://").split(":")
    ground.relay.clear()
    began = time.perf_counter()
    with smtplib.SMTP(host, int(port.rstrip("/"))) as relay:
        for number in range(people):
            message = EmailMessage()
            message["From"], message["To"] = "portal@example.org", f"plain-{number}@kommun.example"
            message["Subject"] = "Inbjudan: Strategernas månadsmöte"
            message.set_content(WORDS)
            message.add_alternative(CALENDAR, subtype="calendar", params={"method": "REQUEST"})
            relay.send_message(message)
    seconds = time.perf_counter() - began
    if ground.relay.wait_for(people, seconds=PATIENCE).messages != people:
        raise NotMeasured("the relay did not get the plain mails")
    return seconds
