"""What an issue takes from the portal: members, and what is new since the last one. How often it is rendered."""

from __future__ import annotations

import datetime
from collections import Counter
from email.message import EmailMessage
from typing import Any

import pytest
import time_machine
from django.dispatch import Signal
from django.test.signals import template_rendered
from django.utils import timezone
from wagtail.models import Page

from meetings.models import Meeting, MeetingKind
from members.models import MemberPage
from newsletters.groups import ReaderGroup
from newsletters.models import IssueAudience, ListedReader, NewsletterPage, ReaderList
from newsletters.sections import issue_sections
from newsletters.sending import send_issue
from tests.factories.members import MemberFactory, MemberPageFactory
from tests.factories.news import NewsPageFactory
from tests.factories.newsletters import SubscriberFactory, newsletter_issue
from tests.factories.projects import ProjectPageFactory
from tests.newsletters.conftest import Drain
from tests.newsletters.test_parts import text_for
from tests.newsletters.test_sending import bodies, in_english

pytestmark = pytest.mark.django_db

DAY = datetime.timedelta(days=1)
SINCE = {"heading": "", "pages": [], "newest": 9, "since_last": True}


def titles(issue: NewsletterPage) -> list[str]:
    """What the issue tells of."""
    return [item.title for section in issue_sections(issue) for item in section.items]


def member(name: str, **fields: Any) -> MemberPage:
    """A member with its profile."""
    page: MemberPage = MemberPageFactory.create(member=MemberFactory.create(name=name, **fields))
    return page


def test_members_are_those_chosen_or_those_that_joined_last() -> None:
    old, _new = member("Luleå", member_since=1990), member("Åmål", member_since=2026)
    member("Kivik", member_since=2025, left_on=datetime.date(2026, 1, 31))
    newest = newsletter_issue(("members", {"heading": "", "pages": [], "newest": 2}))
    (section,) = issue_sections(newest)
    assert [(item.title, item.meta) for item in section.items] == [
        ("Åmål", "Medlem sedan 2026"),
        ("Luleå", "Medlem sedan 1990"),
    ]
    assert titles(newsletter_issue(("members", {"heading": "", "pages": [old.pk], "newest": 2}))) == ["Luleå"]


def make_each(name: str) -> None:
    """One thing of each kind, published now."""
    NewsPageFactory.create(title=f"{name} nyhet")
    ProjectPageFactory.create(title=f"{name} praktik")
    member(f"{name} kommun")
    Page.objects.filter(first_published_at=None).update(first_published_at=timezone.now())
    kind = MeetingKind.objects.first() or MeetingKind.objects.create(key="natt", name_sv="N", name_en="N")
    start = datetime.datetime(2030, 3, 12, 8, 0, tzinfo=datetime.UTC)
    times = {"starts_at": start, "ends_at": start + datetime.timedelta(hours=2), "announced_at": timezone.now()}
    Meeting.objects.create(title_sv=f"{name} möte", state=Meeting.State.ANNOUNCED, kind=kind, **times)


def test_the_newest_since_the_last_issue_are_those_that_no_issue_has_told_of() -> None:
    now = timezone.now()
    blocks = [("news", SINCE), ("practices", SINCE), ("members", SINCE), ("meetings", {"upcoming": 9, **SINCE})]

    def told(name: str) -> set[str]:
        return {f"{name} nyhet", f"{name} praktik", f"{name} möte", f"{name} kommun"}

    for days, name in ((40, "Förra årets"), (20, "Nytt")):
        with time_machine.travel(now - days * DAY):
            make_each(name)
    first = newsletter_issue(*blocks)
    # Lead members of practices are members too; they have no profile here but the one that is made beside.
    assert told("Nytt") <= set(titles(first))
    assert not told("Förra årets") & set(titles(first))
    with time_machine.travel(now - 10 * DAY):
        send_issue(first, at=timezone.now())
    with time_machine.travel(now - 5 * DAY):
        make_each("Nyast")
    second = newsletter_issue(*blocks)
    assert told("Nyast") <= set(titles(second))
    assert not told("Nytt") & set(titles(second))
    send_issue(second, at=now)
    # On the web, each stays as it was.
    assert not told("Nytt") & set(titles(second))
    assert told("Nytt") <= set(titles(first))


def readers(issue: NewsletterPage) -> dict[str, tuple[str, str]]:
    """Readers of each group and language (address to group and language), chosen to get the issue."""
    at = timezone.now()
    chosen = IssueAudience.objects.create(issue=issue.translation_key)
    found = {}
    for group in ReaderGroup:
        rows = ReaderList.objects.create(name=group, group=group, consent_wording="Ja", source="x", stated_at=at)
        chosen.lists.add(rows)
        for language in ("sv", "en"):
            for number in range(4):
                address = f"{group}.{language}.{number}@example.org"
                found[address] = (group.value, language)
                ListedReader.objects.create(reader_list=rows, address=address, name="Lo", language=language)
    for language in ("sv", "en"):
        found[f"s.{language}@example.org"] = ("public", language)
        SubscriberFactory.create(address=f"s.{language}@example.org", language=language)
    return found


def marks(mail: EmailMessage) -> set[str]:
    """Whom the mail is for, by its own words, the same in text and HTML."""
    text, html = bodies(mail)
    found = [
        {word for word in ("rep", "pol", "off", "pub", "swe", "eng") if f"[{word}]" in part} for part in (text, html)
    ]
    assert found[0] == found[1]
    return found[0]


def test_twenty_live_blocks_are_rendered_once_for_each_audience_and_language(drain: Drain) -> None:
    NewsPageFactory.create()
    parts = [text_for("[rep]", "representative"), text_for("[pol]", "politician"), text_for("[off]", "official")]
    parts += [text_for("[pub]", "public"), text_for("[swe]", only_in="sv"), text_for("[eng]", only_in="en")]
    issue = newsletter_issue(*parts, *[("news", {**SINCE, "since_last": False})] * 20)
    version = in_english(issue, "The issue", "Unused.")
    version.body = issue.body
    version.save_revision().publish()
    wanted = readers(issue)
    rendered: Counter[str] = Counter()

    def count(sender: object, template: Any, **more: Any) -> None:
        rendered[template.name] += 1

    signal: Signal = template_rendered
    signal.connect(count)
    try:
        send_issue(issue, at=timezone.now())
        mails = drain()
    finally:
        signal.disconnect(count)
    # Four audiences in two languages, each once: never for a recipient, and not again for the checklist.
    assert rendered["emails/newsletter/body.mjml.html"] == 8
    own = {"public": {"pub"}, "representative": {"rep"}, "politician": {"rep", "pol"}, "official": {"rep", "off"}}
    assert len(mails) == len(wanted) == 34
    for mail in mails:
        group, language = wanted[mail["To"].addresses[0].addr_spec]
        assert marks(mail) == own[group] | {"swe" if language == "sv" else "eng"}
