"""Who has said yes to an issue, and what the network has decided about it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting


@register_setting(icon="mail", order=510)
class NewsletterSettings(BaseGenericSetting):
    """How the network sends its newsletter."""

    four_eyes = models.BooleanField(
        _("two people for each issue"),
        default=False,
        help_text=_("Whoever approves an issue does not send it: somebody else does."),
    )
    workflow = models.ForeignKey(
        "wagtailcore.Workflow", null=True, blank=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )

    panels = [FieldPanel("four_eyes")]

    class Meta:
        verbose_name = _("approval of newsletters")
        verbose_name_plural = _("approval of newsletters")

    def __str__(self) -> str:
        return str(self._meta.verbose_name)


class IssueApproval(models.Model):
    """A yes to an issue as it was written in all its languages; another wording needs another yes."""

    issue = models.UUIDField(_("issue"), help_text=_("What all language versions of the issue have in common."))
    wording = models.CharField(max_length=64, help_text=_("A checksum over the texts of all languages."))
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("approved by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    approved_at = models.DateTimeField(_("approved"))

    class Meta:
        verbose_name = _("approval of an issue")
        verbose_name_plural = _("approvals of issues")
        ordering = ["-approved_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["issue", "wording"], name="one_approval_per_wording")]

    def __str__(self) -> str:
        return f"{self.issue} ({self.wording[:8]})"
