"""Past issues of the newsletter, and those who get it."""

from __future__ import annotations

import datetime
from typing import Any

from django.utils.text import slugify
from wagtail.rich_text import RichText

from core.tokens import new_nonce
from home.demo.files import read_rows
from home.demo.publishing import add_page, as_html
from newsletters.consent import ConsentSource, current_consent
from newsletters.links import set_hashes
from newsletters.models import NewsletterIndexPage, NewsletterPage, Subscriber, Topic

ENGLISH_READERS = {"John Miller", "Kate O'Neill", "Quentin Aube"}
TOPICS = (
    ("Barn och unga", "Children and young people"),
    ("Äldre", "Older people"),
    ("Stadsplanering och boende", "Urban planning and housing"),
    ("Levnadsvanor", "Living habits"),
    ("Delaktighet och demokrati", "Participation and democracy"),
    ("Möten och utbildning", "Meetings and training"),
)


def load_newsletters(*, today: datetime.date) -> int:
    """Create the issues that are missing, dated back from today; gives how many."""
    index = NewsletterIndexPage.objects.get(locale__language_code="sv")
    known = set(NewsletterPage.objects.child_of(index).values_list("slug", flat=True))
    rows = [row for row in read_rows("newsletters") if row["slug"] not in known]
    for row in sorted(rows, key=lambda row: -row["days_ago"]):
        issue = NewsletterPage(
            title=row["title"],
            slug=row["slug"],
            preheader=row["preheader"],
            issued_on=today - datetime.timedelta(days=row["days_ago"]),
            body=[as_block(*block) for block in row["body"]],
        )
        add_page(index, issue)
    return len(rows)


def as_block(kind: str, value: Any, source: str = "") -> tuple[str, Any]:
    """Turn [kind, value] of the data file into a block of the issue."""
    if kind == "paragraph":
        return kind, RichText(as_html(value))
    if kind == "quote":
        return kind, {"text": value, "source": source}
    if kind == "meetings":
        return kind, {"heading": "", "upcoming": value}
    if kind in {"news", "practices"}:
        return kind, {"heading": "", "pages": [], "newest": value}
    return kind, value


def load_subscribers(*, now: datetime.datetime) -> int:
    """Create the topics and the confirmed subscribers that are missing; gives how many subscribers."""
    topics = load_topics()
    consent = current_consent()
    known = set(Subscriber.objects.values_list("address", flat=True))
    rows = {f"{slugify(row['name']).replace('-', '.')}@example.org": row["name"] for row in read_rows("subscribers")}
    new = [
        Subscriber(
            address=address,
            name=name,
            language="en" if name in ENGLISH_READERS else "sv",
            state=Subscriber.State.CONFIRMED,
            consent_wording=consent.wording,
            consent_version=consent.version,
            consent_source=ConsentSource.SIGN_UP_PAGE,
            consented_at=now - datetime.timedelta(days=100 + number),
            confirmed_at=now - datetime.timedelta(days=100 + number),
            nonce=new_nonce(),
        )
        for number, (address, name) in enumerate(rows.items())
        if address not in known
    ]
    for number, subscriber in enumerate(new):
        subscriber.save()
        set_hashes(subscriber)
        subscriber.save()
        # Every third reads everything, the others two topics each.
        if number % 3:
            subscriber.topics.set({topics[number % len(topics)], topics[(number + 2) % len(topics)]})
    return len(new)


def load_topics() -> list[Topic]:
    """Create the topics that are missing; gives all of the demo's."""
    return [
        Topic.objects.get_or_create(name_sv=swedish, defaults={"name_en": english, "sort_order": number})[0]
        for number, (swedish, english) in enumerate(TOPICS, start=1)
    ]
