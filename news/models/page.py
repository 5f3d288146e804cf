"""A news item."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.models import Locale, Orderable, PageManager, PageQuerySet
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField

from core.blocks import BodyBlock
from core.fields import LeanStreamField
from core.pages import BasePage, PicturedPage, for_everybody
from members.models import Member, MemberPage

# What does not depend on language: copied from the source to its translations (docs/adr/0002).
FACT_FIELDS = ("category", "member", "date", "lead_image")


class NewsPageQuerySet(PageQuerySet):
    """Selections of news."""

    def in_locale(self, locale: Locale | int) -> NewsPageQuerySet:
        """What everybody may read in one language, stand-ins of untranslated news included."""
        return for_everybody(self.filter(locale=locale))

    def newest_first(self) -> NewsPageQuerySet:
        """By date; of one day's news the last published first."""
        return self.order_by("-date", "-first_published_at", "-pk")

    def for_cards(self) -> NewsPageQuerySet:
        """Fetch what a card shows, in a constant number of queries."""
        return self.select_related("category", "member", "lead_image", "locale", "alias_of__locale").prefetch_related(
            "lead_image__renditions"
        )


NewsPageManager = PageManager.from_queryset(NewsPageQuerySet)


class NewsPageForm(WagtailAdminPageForm):
    """Knows whose news this is."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "member" not in self.fields:
            return
        self.fields["member"].queryset = Member.objects.active() | Member.objects.filter(pk=self.instance.member_id)
        parent = self.parent_page.specific if self.parent_page is not None else None
        if isinstance(parent, MemberPage):
            self.initial["member"] = parent.member_id
            self.fields["member"].disabled = True
            self.fields["member"].help_text = _("Follows from whose profile the news item stands under.")


class NewsPage(PicturedPage):
    """One piece of news in one language, of the network or of a member."""

    date = models.DateField(_("date"), default=timezone.localdate)
    category = models.ForeignKey(
        "news.NewsCategory", verbose_name=_("category"), on_delete=models.PROTECT, related_name="pages"
    )
    member = models.ForeignKey(
        "members.Member",
        verbose_name=_("member"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="news",
        help_text=_("The member that it comes from. Leave empty for the network's own news."),
    )
    lead = models.TextField(
        _("lead"), max_length=400, help_text=_("The news in two or three sentences. Stands in lists and mails.")
    )
    body = LeanStreamField(BodyBlock(), verbose_name=_("text"), blank=True)

    objects = NewsPageManager()

    base_form_class = NewsPageForm
    content_panels = [
        *BasePage.content_panels,
        FieldPanel("lead"),
        MultiFieldPanel(
            [FieldRowPanel([FieldPanel("date"), FieldPanel("category", widget=forms.Select)]), FieldPanel("member")],
            heading=_("When, what and whose"),
        ),
        MultiFieldPanel([FieldPanel("lead_image"), FieldPanel("lead_image_alt")], heading=_("Picture")),
        FieldPanel("body"),
        InlinePanel("related_pages", heading=_("Read more"), label=_("page"), max_num=4),
    ]
    search_fields = [
        *BasePage.search_fields,
        index.SearchField("lead", boost=2),
        index.AutocompleteField("lead"),
        index.SearchField("body"),
        index.RelatedFields("member", [index.SearchField("name")]),
        index.FilterField("date"),
    ]
    override_translatable_fields = [SynchronizedField(name) for name in FACT_FIELDS]

    parent_page_types = ["members.MemberPage", "news.NewsIndexPage"]
    subpage_types: list[str] = []

    class Meta:
        verbose_name = _("news item")
        verbose_name_plural = _("news items")

    @property
    def label(self) -> str:
        """The category, and the member that the item comes from."""
        return f"{self.category.name} · {self.member.name}" if self.member is not None else self.category.name

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the pages that the item leads on to, in the reader's language where they exist in it."""
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        pages = [related.page.localized for related in self.related_pages.select_related("page__locale")]
        context["read_more"] = [page for page in pages if page.live]
        context["breadcrumbs"] = self.crumbs_to("news.NewsIndexPage", request)
        context["member_page"] = (
            MemberPage.objects.live().filter(locale=self.locale, member=self.member_id).select_related("locale").first()
            if self.member_id
            else None
        )
        return context


class RelatedPage(Orderable):
    """A page that a news item leads on to."""

    news_page = ParentalKey("news.NewsPage", on_delete=models.CASCADE, related_name="related_pages")
    page = models.ForeignKey("wagtailcore.Page", verbose_name=_("page"), on_delete=models.CASCADE, related_name="+")

    panels = [FieldPanel("page")]

    class Meta(Orderable.Meta):
        verbose_name = _("related page")
        verbose_name_plural = _("related pages")

    def __str__(self) -> str:
        return str(self.page)
