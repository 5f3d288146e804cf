"""Pages of plain text."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.search import index

from core.blocks import BodyBlock
from core.fields import LeanStreamField
from core.pages import BasePage


class StandardPage(BasePage):
    """A page of text: about the network, accessibility, personal data."""

    lead = models.TextField(_("lead"), blank=True)
    body = LeanStreamField(BodyBlock(), verbose_name=_("text"), blank=True)
    is_in_footer = models.BooleanField(_("in the foot of every page"), default=False)

    content_panels = [*BasePage.content_panels, FieldPanel("lead"), FieldPanel("body")]
    promote_panels = [*BasePage.promote_panels, FieldPanel("is_in_footer")]
    search_fields = [*BasePage.search_fields, index.SearchField("lead"), index.SearchField("body")]

    parent_page_types = ["home.HomePage", "home.StandardPage"]
    subpage_types = ["home.StandardPage"]

    class Meta:
        verbose_name = _("page of text")
        verbose_name_plural = _("pages of text")
