"""Issues of every sort and readers of every group and language, each word of theirs marked by its language."""

from __future__ import annotations

import datetime
import io
import random
from typing import Any

from django.core.files.images import ImageFile
from django.utils import timezone
from PIL import Image as Picture
from wagtail.images import get_image_model
from wagtail.models import Locale, Page, Site

from core.tokens import new_nonce
from home.models import HomePage
from meetings.models import Meeting, MeetingKind
from members.models import Member, MemberIndexPage, MemberPage
from news.models import NewsCategory, NewsIndexPage, NewsPage
from newsletters.groups import ReaderGroup
from newsletters.links import set_hashes
from newsletters.models import (
    IssueAudience,
    ListedReader,
    NewsletterIndexPage,
    NewsletterPage,
    ReaderList,
    Subscriber,
)
from projects.models import ProjectIndexPage, ProjectPage

MARK = {"sv": "[sv]", "en": "[en]"}
WORDS = {
    "sv": "[sv] Åsa på Öland äter blåbär 🫐 & tänker på hälsa <för alla>, även i Ängelholm.",
    "en": "[en] Åsa of Öland eats bilberries 🫐 & thinks of health <for all>, in Ängelholm too.",
}
RICH = {
    "sv": '<p>[sv] Läs <a href="https://example.org/sv?a=1&amp;b=2">mer här</a>, <b>fet</b> och <i>kursiv</i> 👍.</p>'
    "<h3>[sv] Mellanrubrik</h3><ul><li>[sv] ett</li><li>[sv] två</li></ul><ol><li>[sv] först</li></ol>",
    "en": '<p>[en] Read <a href="https://example.org/en?a=1&amp;b=2">more here</a>, <b>bold</b>, <i>italic</i> 👍.</p>'
    "<h3>[en] Subheading</h3><ul><li>[en] one</li><li>[en] two</li></ul><ol><li>[en] first</li></ol>",
}
LIVE = {"pages": [], "newest": 3}


class Corpus:
    """What the portal holds for the check, and the issues that are made of it."""

    def __init__(self) -> None:
        self.locales = {code: Locale.objects.get_or_create(language_code=code)[0] for code in ("sv", "en")}
        home = HomePage.objects.filter(locale=self.locales["sv"]).first() or Page.get_first_root_node().add_child(
            instance=HomePage(title="Hem", slug="hem-brev", locale=self.locales["sv"])
        )
        self.home = home
        if not Site.objects.filter(is_default_site=True).update(root_page=home):
            Site.objects.create(hostname="localhost", root_page=home, is_default_site=True)
        Site.clear_site_root_paths_cache()
        self._pages()
        self._meetings()
        self.picture = _picture()
        self.index = self._index(NewsletterIndexPage, "nyhetsbrev")

    def _index(self, model: type[Page], slug: str) -> Any:
        found = model.objects.filter(locale=self.locales["sv"]).first()
        return found or self.home.add_child(instance=model(title=slug, slug=slug, locale=self.locales["sv"]))

    def _pages(self) -> None:
        category = NewsCategory.objects.first() or NewsCategory.objects.create(key="n", name_sv="N", name_en="N")
        news, projects, members = (
            self._index(model, slug)
            for model, slug in (
                (NewsIndexPage, "nyheter-brev"),
                (ProjectIndexPage, "praktik-brev"),
                (MemberIndexPage, "medlemmar-brev"),
            )
        )
        for number in range(3):
            member = Member.objects.create(
                name=f"Ödåkra {number}",
                code=f"98{number:02d}",
                kind=Member.Kind.MUNICIPALITY,
                county_code="14",
                county_name="Län",
                latitude=58,
                longitude=12,
                member_since=2000 + number,
            )
            day = timezone.localdate() - datetime.timedelta(days=number)
            self._both(members, MemberPage(member=member), "introduction")
            self._both(news, NewsPage(category=category, date=day), "lead")
            self._both(projects, ProjectPage(lead_member=member), "summary")

    def _both(self, parent: Page, page: Any, told: str) -> None:
        """The page in Swedish, and translated."""
        page.locale = self.locales["sv"]
        page.title = WORDS["sv"]
        page.slug = f"sida-{Page.objects.count()}"
        setattr(page, told, WORDS["sv"])
        parent.add_child(instance=page)
        page.save_revision().publish()
        version = page.copy_for_translation(self.locales["en"], copy_parents=True)
        version.title = WORDS["en"]
        setattr(version, told, WORDS["en"])
        version.save_revision().publish()

    def _meetings(self) -> None:
        kind = MeetingKind.objects.first() or MeetingKind.objects.create(key="m", name_sv="M", name_en="M")
        start = timezone.now() + datetime.timedelta(days=20)
        times = {"starts_at": start, "ends_at": start + datetime.timedelta(hours=1), "announced_at": timezone.now()}
        for _number in range(3):
            Meeting.objects.create(
                title_sv=WORDS["sv"], title_en=WORDS["en"], kind=kind, state=Meeting.State.ANNOUNCED, **times
            )

    def blocks(self, language: str) -> list[tuple[str, dict[str, Any]]]:
        """One of every kind."""
        words = WORDS[language]
        return [
            ("heading", {"text": words}),
            ("paragraph", {"text": RICH[language]}),
            ("picture", {"image": self.picture.pk, "alt": words, "caption": words}),
            ("picture", {"image": self.picture.pk, "alt": "", "caption": ""}),
            ("quote", {"text": words, "source": words}),
            ("button", {"text": f"{MARK[language]} Gå/Go", "page": None, "url": "https://example.org/?a=1&b=å"}),
            *[(kind, {"heading": "", **LIVE}) for kind in ("news", "practices", "members")],
            ("meetings", {"heading": "", "upcoming": 3}),
        ]

    def issues(self) -> list[NewsletterPage]:
        """Full, short, long, different for each group, colored, and in Swedish only."""
        groups = {language: self._for_groups(language) for language in MARK}
        colors = {"accent_color": "#7a1f3d", "button_color": "#123a7a", "band_color": "#22304a"}
        full = {language: self.blocks(language) for language in MARK}
        return [
            self._issue(full, sender_name="Åsa Öberg, nätverket"),
            self._issue({language: [("paragraph", {"text": f"<p>{MARK[language]}</p>"})] for language in MARK}),
            self._issue({language: blocks * 5 for language, blocks in full.items()}),
            self._issue(groups, **colors),
            self._issue({"sv": self.blocks("sv")}),
        ]

    def _for_groups(self, language: str) -> list[tuple[str, dict[str, Any]]]:
        """A text for each group and language, whose words say for whom."""
        texts = [
            ("paragraph", {"text": f"<p>{MARK[written]} ({group})</p>", "shown_to": group, "only_in": written})
            for group in ReaderGroup
            for written in MARK
        ]
        return [*texts, *self.blocks(language)]

    def _issue(self, bodies: dict[str, list[Any]], **fields: Any) -> NewsletterPage:
        issue = NewsletterPage(title=WORDS["sv"], slug=f"brev-{Page.objects.count()}", locale=self.locales["sv"])
        for name, value in {"preheader": WORDS["sv"], **fields}.items():
            setattr(issue, name, value)
        issue.body = _stored(bodies["sv"])
        self.index.add_child(instance=issue)
        issue.save_revision().publish()
        if "en" in bodies:
            version = issue.copy_for_translation(self.locales["en"], copy_parents=True)
            version.title = version.preheader = WORDS["en"]
            version.body = _stored(bodies["en"])
            version.save_revision().publish()
        return issue


def _stored(blocks: list[Any]) -> Any:
    return [{"type": kind, "value": value} for kind, value in blocks]


def _picture() -> Any:
    data = io.BytesIO()
    Picture.new("RGB", (1200, 800), "#6fa387").save(data, "JPEG")
    data.seek(0)
    return get_image_model().objects.create(title="Torget", file=ImageFile(data, name="torget.jpg"))


def add_readers(issue: NewsletterPage, number: int, chance: random.Random) -> dict[str, tuple[str, ReaderGroup]]:
    """Random readers of this issue: address to language and group. Subscribers for the public, lists for the rest."""
    at = timezone.now()
    IssueAudience.objects.create(issue=issue.translation_key).lists.set(
        [
            ReaderList.objects.create(
                name=f"{group} {issue.pk}", group=group, consent_wording="Ja", source="x", stated_at=at
            )
            for group in ReaderGroup
        ]
    )
    # Each issue has its own subscribers.
    Subscriber.objects.update(state=Subscriber.State.UNSUBSCRIBED)
    lists = {ReaderGroup(row.group): row for row in ReaderList.objects.filter(name__endswith=f" {issue.pk}")}
    found = {}
    for place in range(number):
        language, group = chance.choice(["sv", "en"]), chance.choice(list(ReaderGroup))
        address = f"r{place}.{issue.pk}@example.org"
        found[address] = (language, group)
        name = chance.choice(["Åsa", "Zoë", "", "Søren 🌱", "Anna-Karin"])
        if group == ReaderGroup.PUBLIC and chance.random() < 0.7:
            row = Subscriber(address=address, name=name, language=language, nonce=new_nonce(), confirmed_at=at)
            row.state, row.consented_at, row.consent_wording = Subscriber.State.CONFIRMED, at, "Ja"
            set_hashes(row)
            row.save()
        else:
            ListedReader.objects.create(reader_list=lists[group], address=address, name=name, language=language)
    return found
