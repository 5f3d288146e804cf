"""Who answers for the personal data in the portal, and since when."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class DataController(models.Model):
    """A host of the network, for as long as it is the controller of the personal data here (GDPR art. 4.7)."""

    name = models.CharField(_("name"), max_length=200, help_text=_("As in “Trollhättans Stad”."))
    organization_number = models.CharField(_("organization number"), max_length=20, blank=True)
    email = models.EmailField(
        _("e-mail address"), max_length=254, blank=True, help_text=_("For questions about personal data.")
    )
    protection_officer = models.EmailField(
        _("data protection officer"), max_length=254, blank=True, help_text=_("A function's mailbox, not a person's.")
    )
    since = models.DateField(_("responsible since"))
    until = models.DateField(_("responsible until"), null=True, blank=True, help_text=_("Empty for the present host."))
    note = models.CharField(_("note"), max_length=300, blank=True, help_text=_("As in who decided it, and where."))
    archive = models.CharField(
        _("archive"), max_length=64, blank=True, editable=False, help_text=_("Fingerprint of what was taken over.")
    )

    class Meta:
        verbose_name = _("data controller")
        verbose_name_plural = _("data controllers")
        ordering = ["-since", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")),
                name="a_controller_ends_after_it_began",
                violation_error_message=_("The last day cannot be before the first."),
            ),
            models.UniqueConstraint(
                fields=["name", "since"],
                name="one_line_for_each_hand_over",
                violation_error_message=_("This host is noted already."),
            ),
        ]

    def __str__(self) -> str:
        return self.name
