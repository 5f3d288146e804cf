"""The start page."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page
from wagtail.search import index

from core.pages import BasePage
from meetings.models import Meeting, MeetingIndexPage
from members.models import MemberIndexPage, MemberPage
from news.models import NewsIndexPage, NewsPage
from newsletters.models import NewsletterIndexPage
from projects.models import Adoption, ProjectIndexPage, ProjectPage

HOME_DEPTH = 2
NEWS_SHOWN = 4
PRACTICES_SHOWN = 3
MEETINGS_SHOWN = 3


def pages_under(home_path: str, request: HttpRequest) -> list[Page]:
    """The live pages right under a start page, read once a request; text pages with their own fields at hand."""
    cached: dict[str, list[Page]] = request.__dict__.setdefault("_pages_under", {})
    if home_path not in cached:
        pages = Page.objects.live().filter(depth=HOME_DEPTH + 1, path__startswith=home_path).order_by("path")
        cached[home_path] = list(pages.select_related("content_type", "locale", "standardpage"))
    return cached[home_path]


class HomePage(BasePage):
    """The start page in one language: what the network is, who is in it, what is new."""

    statement = models.CharField(
        _("statement"),
        max_length=120,
        blank=True,
        help_text=_("One sentence in large letters: what the network is for."),
    )
    lead = models.TextField(_("lead"), blank=True, help_text=_("Two or three sentences under the statement."))
    chosen_member = models.ForeignKey(
        "members.Member",
        verbose_name=_("member on the map"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Stands out on the map, with a card."),
    )

    content_panels = [
        *BasePage.content_panels,
        FieldPanel("statement"),
        FieldPanel("lead"),
        FieldPanel("chosen_member"),
    ]
    search_fields = [*BasePage.search_fields, index.SearchField("statement"), index.SearchField("lead")]

    parent_page_types = ["wagtailcore.Page"]

    class Meta:
        verbose_name = _("home page")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the map, the numbers, and what is new; a constant number of queries."""
        profiles = list(
            MemberPage.objects.live()
            .filter(locale=self.locale_id, member__left_on__isnull=True)
            .select_related("member")
            .prefetch_related("member__political_bodies")
        )
        places = self.index_addresses(request)
        meetings = (
            Meeting.objects.announced().upcoming(timezone.now()).select_related("kind", "theme_group")[:MEETINGS_SHOWN]
        )
        news = list(NewsPage.objects.live().filter(locale=self.locale_id).newest_first().for_cards()[:NEWS_SHOWN])
        practices = list(
            ProjectPage.objects.live()
            .filter(locale=self.locale_id)
            .for_cards()
            .annotate(of_all=models.Window(models.Count("pk")))
            .order_by("-used_count", "-first_published_at", "pk")[:PRACTICES_SHOWN]
        )
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        context.update(
            markers=[marker(profile, request) for profile in profiles],
            selected=self.chosen_code(profiles),
            member_count=len(profiles),
            practice_count=practices[0].of_all if practices else 0,
            adoption_count=Adoption.objects.in_use().of_active_members().count(),
            news=news,
            practices=practices,
            meetings=meetings,
            places=places,
        )
        return context

    def chosen_code(self, profiles: list[MemberPage]) -> str:
        """The code of the member that stands out; the first with a political body where nobody is chosen."""
        if self.chosen_member is not None:
            return str(self.chosen_member.code)
        with_body = (profile.member.code for profile in profiles if profile.member.political_bodies.all())
        return next(with_body, "")

    def index_addresses(self, request: HttpRequest) -> dict[str, str]:
        """Addresses of the lists that this page leads to, by name; those that do not exist are missing."""
        kinds = {
            MemberIndexPage: "members",
            ProjectIndexPage: "practices",
            NewsIndexPage: "news",
            MeetingIndexPage: "meetings",
            NewsletterIndexPage: "newsletters",
        }
        found = {}
        for child in pages_under(self.path, request):
            # Not `specific_class`, which asks for each type by itself where it is not remembered.
            name = kinds.get(child.content_type.model_class())
            if name:
                found[name] = child.get_url(request)
        return found


def marker(profile: MemberPage, request: HttpRequest) -> dict[str, Any]:
    """A member's place on the map, with one line about how it governs its work for health."""
    member = profile.member
    bodies = list(member.political_bodies.all())
    return {
        "label": member.name,
        "url": profile.get_url(request),
        "latitude": member.latitude,
        "longitude": member.longitude,
        "code": member.code,
        "description": bodies[0].description if bodies else member.county_name,
    }
