"""An issue of the newsletter, and the page that lists the issues."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.locks import BaseLock, ScheduledForPublishLock
from wagtail.models import PageManager, PageQuerySet
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField

from core.fields import LeanStreamField
from core.pages import BasePage
from newsletters.blocks import IssueBlock
from newsletters.models.look import COLORS, IssueLook

ISSUES_PER_PAGE = 12


class NewsletterIndexPage(BasePage):
    """Sign-up, and the archive of issues."""

    introduction = models.TextField(_("introduction"), blank=True)

    content_panels = [*BasePage.content_panels, FieldPanel("introduction")]

    subpage_types = ["newsletters.NewsletterPage"]
    max_count_per_parent = 1

    class Meta:
        verbose_name = _("newsletter archive")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """The issues, newest first, a page of them at a time (`?page=`)."""
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        issues = NewsletterPage.objects.child_of(self).live().public().newest_first().for_list()
        context["issues"] = Paginator(issues, ISSUES_PER_PAGE).get_page(request.GET.get("page"))
        return context


class NewsletterPageQuerySet(PageQuerySet):
    """Selections of issues."""

    def newest_first(self) -> NewsletterPageQuerySet:
        """By the day of the issue."""
        found: NewsletterPageQuerySet = self.order_by("-issued_on", "-pk")
        return found

    def for_list(self) -> NewsletterPageQuerySet:
        """Fetch what a row shows, in a constant number of queries."""
        found: NewsletterPageQuerySet = self.select_related("locale", "alias_of__locale").defer("body")
        return found


NewsletterPageManager = PageManager.from_queryset(NewsletterPageQuerySet)


class NewsletterPage(IssueLook, BasePage):
    """One issue in one language: a page on the web, and the mail that is made from it."""

    subject = models.CharField(
        _("subject"), max_length=120, blank=True, help_text=_("The mail's subject. Leave empty to use the title.")
    )
    preheader = models.CharField(
        _("preview line"),
        max_length=150,
        blank=True,
        help_text=_("Stands beside the subject in the reader's inbox."),
    )
    issued_on = models.DateField(_("date of the issue"), default=timezone.localdate)
    body = LeanStreamField(IssueBlock(), verbose_name=_("contents"), blank=True)
    # What the page shows to everybody (newsletters.web_text); the search looks here, never in the blocks themselves.
    public_text = models.TextField(blank=True, editable=False)

    objects = NewsletterPageManager()

    content_panels = [
        *BasePage.content_panels,
        MultiFieldPanel(
            [FieldPanel("subject"), FieldPanel("preheader"), FieldPanel("sender_name")], heading=_("In the inbox")
        ),
        FieldPanel("issued_on"),
        IssueLook.colors_panel,
        FieldPanel("body"),
    ]
    search_fields = [*BasePage.search_fields, index.SearchField("preheader"), index.SearchField("public_text")]

    # What does not depend on language is the same in both (docs/adr/0002).
    override_translatable_fields = [
        SynchronizedField("issued_on"),
        SynchronizedField("public_text", overridable=False),
        *(SynchronizedField(name) for name in COLORS),
    ]

    # It is published when it is sent (core.workflows).
    publishes_when_approved = False

    parent_page_types = ["newsletters.NewsletterIndexPage"]
    subpage_types: list[str] = []

    class Meta:
        verbose_name = _("newsletter")
        verbose_name_plural = _("newsletters")
        permissions = [("send_newsletterpage", _("Can send the newsletter to its subscribers"))]

    preview_modes = [("", _("On the web")), ("mail", _("As a mail")), ("text", _("As a mail without pictures"))]

    def get_preview_template(self, request: HttpRequest, mode_name: str) -> str:
        """The web page, or the mail as HTML or text, with sample values where each mail differs."""
        if mode_name:
            return f"newsletters/preview_{mode_name}.html"
        return str(self.get_template(request))

    def get_lock(self) -> BaseLock | None:
        """One that is scheduled may be changed: that calls its sending off (docs/adr/0034)."""
        lock: BaseLock | None = super().get_lock()
        return None if isinstance(lock, ScheduledForPublishLock) else lock

    @property
    def previous_issue(self) -> NewsletterPage | None:
        """The issue before this one, in the same language."""
        older = models.Q(issued_on__lt=self.issued_on) | models.Q(issued_on=self.issued_on, pk__lt=self.pk)
        issue: NewsletterPage | None = self._neighbors().filter(older).order_by("-issued_on", "-pk").first()
        return issue

    @property
    def next_issue(self) -> NewsletterPage | None:
        """The issue after this one, in the same language."""
        newer = models.Q(issued_on__gt=self.issued_on) | models.Q(issued_on=self.issued_on, pk__gt=self.pk)
        issue: NewsletterPage | None = self._neighbors().filter(newer).order_by("issued_on", "pk").first()
        return issue

    def _neighbors(self) -> NewsletterPageQuerySet:
        found: NewsletterPageQuerySet = NewsletterPage.objects.sibling_of(self, inclusive=False).live().public()
        return found.for_list()

    @property
    def mail_subject(self) -> str:
        """The subject line of the mail."""
        return self.subject or self.title
