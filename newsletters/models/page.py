"""An issue of the newsletter, and the page that lists the issues."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.search import index

from core.fields import LeanStreamField
from core.pages import BasePage
from newsletters.blocks import IssueBlock


class NewsletterIndexPage(BasePage):
    """Sign-up, and the archive of issues."""

    introduction = models.TextField(_("introduction"), blank=True)

    content_panels = [*BasePage.content_panels, FieldPanel("introduction")]

    subpage_types = ["newsletters.NewsletterPage"]
    max_count_per_parent = 1

    class Meta:
        verbose_name = _("newsletter archive")


class NewsletterPage(BasePage):
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

    content_panels = [
        *BasePage.content_panels,
        MultiFieldPanel([FieldPanel("subject"), FieldPanel("preheader")], heading=_("In the inbox")),
        FieldPanel("issued_on"),
        FieldPanel("body"),
    ]
    search_fields = [*BasePage.search_fields, index.SearchField("preheader"), index.SearchField("body")]

    parent_page_types = ["newsletters.NewsletterIndexPage"]
    subpage_types: list[str] = []

    class Meta:
        verbose_name = _("newsletter")
        verbose_name_plural = _("newsletters")

    @property
    def mail_subject(self) -> str:
        """The subject line of the mail."""
        return self.subject or self.title
