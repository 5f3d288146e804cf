"""Members' people who work on one theme together."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.languages import in_language


class ThemeGroup(models.Model):
    """A theme group (temagrupp) of the network."""

    key = models.SlugField(_("key"), max_length=60, unique=True)
    name_sv = models.CharField(_("name in Swedish"), max_length=120)
    name_en = models.CharField(_("name in English"), max_length=120, blank=True)
    description_sv = models.TextField(_("description in Swedish"), blank=True)
    description_en = models.TextField(_("description in English"), blank=True)
    contacts = models.ManyToManyField(
        "members.Contact", verbose_name=_("people"), blank=True, related_name="theme_groups"
    )

    class Meta:
        verbose_name = _("theme group")
        verbose_name_plural = _("theme groups")
        ordering = ["name_sv"]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name in the active language."""
        return in_language(self.name_sv, self.name_en)

    @property
    def description(self) -> str:
        """The description in the active language."""
        return in_language(self.description_sv, self.description_en)
