"""Terms that sort content: editable data, never enums, because goals and phases change."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.languages import in_language


class Term(models.Model):
    """One word of a taxonomy, in both languages, in the order its publisher gives."""

    key = models.SlugField(_("key"), max_length=40, unique=True, help_text=_("Stands in addresses; never changes."))
    name_sv = models.CharField(_("name in Swedish"), max_length=120)
    name_en = models.CharField(_("name in English"), max_length=120)
    sort_order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        abstract = True
        ordering = ["sort_order", "pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name in the active language."""
        return in_language(self.name_sv, self.name_en)


class TargetArea(Term):
    """One of Sweden's national target areas for public health (prop. 2017/18:249)."""

    class Meta(Term.Meta):
        verbose_name = _("target area")
        verbose_name_plural = _("target areas")


class SixP(Term):
    """One of the six P of WHO's Copenhagen Consensus of Mayors (2018)."""

    class Meta(Term.Meta):
        verbose_name = _("WHO theme")
        verbose_name_plural = _("WHO themes")


class SustainableDevelopmentGoal(Term):
    """One of the 17 goals of the 2030 Agenda (UN A/RES/70/1)."""

    class Meta(Term.Meta):
        verbose_name = _("Sustainable Development Goal")
        verbose_name_plural = _("Sustainable Development Goals")


class TargetGroup(Term):
    """Whom a practice is for."""

    class Meta(Term.Meta):
        verbose_name = _("target group")
        verbose_name_plural = _("target groups")


class Setting(Term):
    """Where a practice takes place: school, neighborhood, workplace …"""

    class Meta(Term.Meta):
        verbose_name = _("setting")
        verbose_name_plural = _("settings")


class LifeStage(Term):
    """The stage of life that a practice is about."""

    class Meta(Term.Meta):
        verbose_name = _("life stage")
        verbose_name_plural = _("life stages")
