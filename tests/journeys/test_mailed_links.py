"""Scanners open every link of a mail, some run its scripts, and mail programs ask for it beforehand: nothing changes.

Every link of every kind of mail is asked for with GET and HEAD, 10,000 times in all, and opened in a browser; then each
table of the database still has the rows it had.
"""

import hashlib
import os
import re
from datetime import timedelta
from itertools import cycle, islice
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from accounts.addresses import ask_to_verify
from accounts.models import User
from devservices.smtp_sink import SmtpSink
from home.site import lay_site
from mailings.services import dispatch_due
from meetings import services as meetings
from meetings.models import Invitation
from newsletters import services as newsletters
from newsletters.consent import Consent
from newsletters.models import Subscriber
from newsletters.sending import send_issue
from tests.factories.accounts import UserFactory
from tests.factories.meetings import MeetingFactory
from tests.factories.members import ContactFactory, MemberFactory
from tests.factories.newsletters import SubscriberFactory, newsletter_issue

VISITS = int(os.environ.get("MAILED_LINK_VISITS", "1000"))  # ten thousand take some minutes: docs/mail-guarantees.md
LINK = re.compile(r"https?://[^\s<>\"')]+")
# What a look may leave behind: who was there, and when the engine was seen.
TRACES = {"django_session", "mailings_dispatcher"}
# What acts when its form is sent: at least these must be among the links.
ACTING = ("bekrafta", "mina-val", "avsluta", "svar", "password/reset/key", "adress")


def ask(address: str) -> None:
    wish = newsletters.SignUp(address=address, name="Bo")
    newsletters.request_subscription(wish, consent=Consent("Ja", "1"), source="page", at=timezone.now())


def send_every_kind_of_mail() -> None:
    """Newsletter, sign-up (new, again), meeting (invited, moved, reminded, uninvited, called off), account."""
    now = timezone.now()
    reader = SubscriberFactory.create(address="reader@example.org")
    send_issue(newsletter_issue(), at=now)
    ask("new@example.org")
    ask(reader.address)
    member = MemberFactory.create(name="Åmål")
    ContactFactory.create(member=member, email="asa@example.org")
    ContactFactory.create(member=member, email="bo@example.org", language="en")
    start = now + timedelta(days=30)
    first, second = (MeetingFactory.create(starts_at=start, ends_at=start + timedelta(hours=1)) for _number in range(2))
    for meeting in (first, second):
        meetings.announce(meeting, at=now)
    meetings.remind(first, at=now)
    meetings.remove_attendee(Invitation.objects.filter(meeting=first).latest("pk"), at=now)
    meetings.cancel_meeting(second, reason="Snö", at=now)
    person: User = UserFactory.create(email="tora@example.org")
    ask_to_verify(person)
    Client().post("/konto/password/reset/", {"email": person.email})


def mailed_paths(sink: SmtpSink) -> list[str]:
    """The paths of all links to the portal that stand in text, HTML and heads."""
    found: set[str] = set()
    for message in sink.messages:
        texts = [str(message.email["List-Unsubscribe"] or "")]
        readable = [part for part in message.email.walk() if part.get_content_type() in ("text/plain", "text/html")]
        texts += [part.get_content() for part in readable]
        for link in LINK.findall("\n".join(texts)):
            found.add("/" + link.partition("://")[2].partition("/")[2].replace("&amp;", "&").partition("#")[0])
    return sorted(found)


def fingerprints() -> dict[str, str]:
    """A hash of all rows of each table."""
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if table not in TRACES:
                cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
                rows = sorted(map(repr, cursor.fetchall()))
                found[table] = hashlib.sha256("\n".join(rows).encode()).hexdigest()
    return found


@pytest.fixture
def links(mail_to_sink: SmtpSink, settings: Any) -> list[str]:
    settings.EMAIL_BACKEND = "mailings.backend.OutboxBackend"  # pytest-django puts another in its place
    cache.clear()
    send_every_kind_of_mail()
    dispatch_due(clock=timezone.now)
    paths = mailed_paths(mail_to_sink)
    for word in ACTING:
        assert any(word in path for path in paths), f"no mail leads to {word}: {paths}"
    return paths


def test_a_thousand_visits_change_nothing(db: None, links: list[str]) -> None:
    before = fingerprints()
    visitor = Client()
    statuses = set()
    for number, path in enumerate(islice(cycle(links), VISITS)):
        ask_for = visitor.head if number // len(links) % 2 else visitor.get
        statuses.add(ask_for(path).status_code)
    assert max(statuses) < 500
    assert fingerprints() == before
    assert Subscriber.objects.pending().count() == 1


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_a_scanner_that_runs_scripts_changes_nothing(
    transactional_db: None, links: list[str], page: Page, live_server: LiveServer
) -> None:
    lay_site()
    before = fingerprints()
    for path in links:
        page.goto(live_server.url + path, wait_until="load")
        page.wait_for_timeout(50)
    assert fingerprints() == before
