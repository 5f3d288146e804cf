"""The calendar's page; meetings are records shown under it."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.routable_page.models import RoutablePageMixin

from core.pages import BasePage


class MeetingIndexPage(RoutablePageMixin, BasePage):
    """The calendar: meetings to come, and those that were."""

    introduction = models.TextField(_("introduction"), blank=True)

    content_panels = [*BasePage.content_panels, FieldPanel("introduction")]

    subpage_types: list[str] = []
    max_count_per_parent = 1

    class Meta:
        verbose_name = _("calendar")
