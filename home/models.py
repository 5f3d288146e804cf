"""The start page."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel

from core.pages import BasePage


class HomePage(BasePage):
    """The start page of the portal in one language."""

    statement = models.CharField(_("statement"), max_length=120, blank=True)
    lead = models.TextField(_("lead"), blank=True)

    content_panels = [*BasePage.content_panels, FieldPanel("statement"), FieldPanel("lead")]

    parent_page_types = ["wagtailcore.Page"]

    class Meta:
        verbose_name = _("home page")
