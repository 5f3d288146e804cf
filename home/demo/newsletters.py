"""Past issues of the newsletter, and those who get it."""

from __future__ import annotations

import datetime
from typing import Any

from django.utils.text import slugify
from wagtail.rich_text import RichText

from core.tokens import new_nonce
from home.demo.files import read_rows
from home.demo.publishing import add_page, as_html
from newsletters.links import set_hashes
from newsletters.models import NewsletterIndexPage, NewsletterPage, Subscriber

ENGLISH_READERS = {"John Miller", "Kate O'Neill", "Quentin Aube"}
WORDING = "Ja, skicka mig nyhetsbrevet. Jag kan sluta när jag vill."


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
    """Create the confirmed subscribers that are missing; gives how many."""
    known = set(Subscriber.objects.values_list("address", flat=True))
    rows = {f"{slugify(row['name']).replace('-', '.')}@example.org": row["name"] for row in read_rows("subscribers")}
    new = [
        Subscriber(
            address=address,
            name=name,
            language="en" if name in ENGLISH_READERS else "sv",
            state=Subscriber.State.CONFIRMED,
            consent_wording=WORDING,
            consent_source="demo",
            consented_at=now - datetime.timedelta(days=100 + number),
            confirmed_at=now - datetime.timedelta(days=100 + number),
            nonce=new_nonce(),
        )
        for number, (address, name) in enumerate(rows.items())
        if address not in known
    ]
    for subscriber in new:
        subscriber.save()
        set_hashes(subscriber)
        subscriber.save()
    return len(new)
