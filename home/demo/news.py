"""The 30 news items of the demo network, dated back from the day of loading."""

from __future__ import annotations

from datetime import date, timedelta

from home.demo.files import read_rows
from home.demo.publishing import add_page, as_body, translate_page
from members.models import Member, MemberPage
from news.models import NewsIndexPage, NewsPage
from news.models.category import NewsCategory


def load_news(*, today: date) -> int:
    """Create the news that are missing, a member's own under its profile; gives how many."""
    known = set(NewsPage.objects.filter(locale__language_code="sv").values_list("slug", flat=True))
    rows = [row for row in read_rows("news") if row["slug"] not in known]
    index_pk = NewsIndexPage.objects.get(locale__language_code="sv").pk
    categories = {category.key: category for category in NewsCategory.objects.all()}
    members = {member.code: member for member in Member.objects.all()}
    for row in sorted(rows, key=lambda row: -row["days_ago"]):
        member = members.get(row.get("member", ""))
        parent = (
            MemberPage.objects.get(member=member, locale__language_code="sv")
            if member
            else NewsIndexPage.objects.get(pk=index_pk)
        )
        page = NewsPage(
            title=row["title"],
            slug=row["slug"],
            lead=row["lead"],
            search_description=row["lead"],
            date=today - timedelta(days=row["days_ago"]),
            category=categories[row["category"]],
            member=member,
            body=as_body(row["body"]),
        )
        add_page(parent, page)
        if "en" in row:
            english = row["en"]
            texts = {"title": english["title"], "lead": english["lead"], "search_description": english["lead"]}
            translate_page(page, {**texts, "body": as_body(english["body"])})
    return len(rows)
