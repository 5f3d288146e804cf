"""How a member governs its work for health: political bodies and strategies."""

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.models import Orderable


class PoliticalBody(Orderable):
    """The board, committee or council that answers for health questions."""

    class Kind(models.TextChoices):
        BOARD = "board", _("Board")
        COMMITTEE = "committee", _("Committee")
        DRAFTING_COMMITTEE = "drafting_committee", _("Drafting committee")
        ADVISORY_COUNCIL = "advisory_council", _("Advisory council")

    member = ParentalKey(
        "members.Member", verbose_name=_("member"), on_delete=models.CASCADE, related_name="political_bodies"
    )
    name = models.CharField(_("name"), max_length=150)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    parent_body = models.CharField(
        _("under"), max_length=150, blank=True, help_text=_("The body above it, as in a sentence: kommunstyrelsen.")
    )
    since_year = models.PositiveSmallIntegerField(_("since (year)"), null=True, blank=True)
    is_permanent = models.BooleanField(_("permanent"), default=True)

    class Meta(Orderable.Meta):
        verbose_name = _("political body")
        verbose_name_plural = _("political bodies")

    def __str__(self) -> str:
        return self.name

    @property
    def is_under_executive_board(self) -> bool:
        """Whether the body above it is the executive board: kommunstyrelsen or regionstyrelsen."""
        return "kommunstyrelse" in self.parent_body.casefold() or "regionstyrelse" in self.parent_body.casefold()

    @property
    def is_standing_committee(self) -> bool:
        """Whether it is a permanent committee (utskott) under the executive board."""
        return self.kind == self.Kind.COMMITTEE and self.is_permanent and self.is_under_executive_board

    @property
    def description(self) -> str:
        """What it is, in a sentence: "Permanent committee under kommunstyrelsen since 2015"."""
        values = {"body": self.kind_words, "parent": self.parent_body, "year": self.since_year}
        if self.parent_body and self.since_year:
            return gettext("%(body)s under %(parent)s since %(year)s") % values
        if self.parent_body:
            return gettext("%(body)s under %(parent)s") % values
        if self.since_year:
            return gettext("%(body)s since %(year)s") % values
        return str(values["body"])

    @property
    def kind_words(self) -> str:
        """What it is in two words: "Permanent committee"."""
        # Whole words for each: Swedish adjectives follow the noun's gender.
        temporary = {
            self.Kind.BOARD: gettext("Temporary board"),
            self.Kind.COMMITTEE: gettext("Temporary committee"),
            self.Kind.DRAFTING_COMMITTEE: gettext("Temporary drafting committee"),
            self.Kind.ADVISORY_COUNCIL: gettext("Temporary advisory council"),
        }
        permanent = {
            self.Kind.BOARD: gettext("Permanent board"),
            self.Kind.COMMITTEE: gettext("Permanent committee"),
            self.Kind.DRAFTING_COMMITTEE: gettext("Permanent drafting committee"),
            self.Kind.ADVISORY_COUNCIL: gettext("Permanent advisory council"),
        }
        return (permanent if self.is_permanent else temporary)[self.Kind(self.kind)]


class StrategyDocument(Orderable):
    """A strategy or plan that steers the work."""

    member = ParentalKey(
        "members.Member", verbose_name=_("member"), on_delete=models.CASCADE, related_name="strategy_documents"
    )
    title = models.CharField(_("title"), max_length=200)
    year = models.PositiveSmallIntegerField(_("year"), null=True, blank=True)
    description = models.CharField(_("description"), max_length=400, blank=True)
    url = models.URLField(_("address"), blank=True)
    document = models.ForeignKey(
        "wagtaildocs.Document",
        verbose_name=_("document"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    class Meta(Orderable.Meta):
        verbose_name = _("strategy document")
        verbose_name_plural = _("strategy documents")

    def __str__(self) -> str:
        return self.title
