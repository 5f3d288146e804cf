"""What was tried, and what the mail server said: written once, never changed."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Attempt(models.Model):
    """One try to hand a delivery over."""

    # Written in one statement with its delivery; the database need not look the delivery up again for each try.
    delivery = models.ForeignKey(
        "mailings.Delivery", on_delete=models.CASCADE, related_name="attempt_log", db_constraint=False
    )
    at = models.DateTimeField(_("at"))
    phase = models.CharField(_("phase"), max_length=10)
    code = models.PositiveSmallIntegerField(_("code"), null=True, blank=True)
    reply = models.CharField(_("answer"), max_length=500, blank=True)
    outcome = models.CharField(_("outcome"), max_length=10)

    class Meta:
        verbose_name = _("attempt")
        verbose_name_plural = _("attempts")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.phase} {self.code or ''} {self.outcome}"
