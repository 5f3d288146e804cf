"""Who is responsible for the data, since when."""

from __future__ import annotations

import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.validators import validate_single_line


class DataControllerQuerySet(models.QuerySet["DataController"]):
    """Selections of controllers."""

    def at(self, day: datetime.date) -> DataController | None:
        """The one who is responsible on a day; None where nobody is named."""
        return self.filter(since__lte=day).order_by("-since").first()


class DataController(models.Model):
    """The host municipality or region of a period (GDPR art. 4.7). It ends where the next begins: a log, never changed
    after the fact."""

    name = models.CharField(_("name"), max_length=120, validators=[validate_single_line])
    organization_number = models.CharField(
        _("organization number"), max_length=20, blank=True, validators=[validate_single_line]
    )
    postal_address = models.CharField(
        _("postal address"), max_length=200, blank=True, validators=[validate_single_line]
    )
    email = models.EmailField(_("e-mail address"), help_text=_("A function's mailbox, not a person's."))
    protection_officer = models.EmailField(
        _("data protection officer"), blank=True, help_text=_("A function's mailbox, not a person's.")
    )
    since = models.DateField(_("since"), unique=True)
    note = models.CharField(
        _("note"),
        max_length=300,
        blank=True,
        help_text=_("By which decision, for example of the annual meeting. Everybody sees it."),
    )

    objects = DataControllerQuerySet.as_manager()

    class Meta:
        verbose_name = _("data controller")
        verbose_name_plural = _("data controllers")
        ordering = ["-since"]

    def __str__(self) -> str:
        return f"{self.name} ({self.since:%Y-%m-%d})"
