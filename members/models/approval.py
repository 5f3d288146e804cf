"""What the network has decided about publishing."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting


@register_setting(icon="check", order=500)
class ApprovalSettings(BaseGenericSetting):
    """Whether members publish at once, unless something else is set for a member (docs/adr/0023)."""

    members_publish_at_once = models.BooleanField(
        _("members publish at once"),
        default=False,
        help_text=_("Holds for all members that nothing else is set for. Without it, a coordinator approves first."),
    )
    workflow = models.ForeignKey(
        "wagtailcore.Workflow", null=True, blank=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )

    panels = [FieldPanel("members_publish_at_once")]

    class Meta:
        verbose_name = _("approval of members' pages")
        verbose_name_plural = _("approval of members' pages")

    def __str__(self) -> str:
        return str(self._meta.verbose_name)
