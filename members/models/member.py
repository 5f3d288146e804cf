"""The organization that is a member."""

from __future__ import annotations

from datetime import date
from urllib.parse import urlsplit

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.models import ClusterableModel


class MemberQuerySet(models.QuerySet["Member"]):
    """Selections of members."""

    def active(self) -> MemberQuerySet:
        """Those who have not left the network."""
        return self.filter(left_on__isnull=True)

    def of_kind(self, kind: str) -> MemberQuerySet:
        """Municipalities or regions only."""
        return self.filter(kind=kind)

    def in_county(self, county_code: str) -> MemberQuerySet:
        """Those in one county (two-digit länskod)."""
        return self.filter(county_code=county_code)

    def for_profile(self) -> MemberQuerySet:
        """Fetch what a profile shows, in five queries."""
        return self.prefetch_related("contacts", "political_bodies", "strategy_documents__document", "target_areas")


class Member(ClusterableModel):
    """A municipality or region of the network. Its texts stand on its MemberPage, one for each language."""

    class Kind(models.TextChoices):
        MUNICIPALITY = "municipality", _("Municipality")
        REGION = "region", _("Region")

    class Publishing(models.TextChoices):
        AS_NETWORK = "as_network", _("As the network has decided")
        AT_ONCE = "at_once", _("Publishes at once")
        AFTER_APPROVAL = "after_approval", _("After a coordinator's approval")

    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices, default=Kind.MUNICIPALITY)
    code = models.CharField(
        _("code"),
        max_length=4,
        unique=True,
        validators=[RegexValidator(r"^(\d{4}|\d{2})$", _("A municipality's code has four digits, a region's two."))],
        help_text=_("Four digits for a municipality (kommunkod), two for a region (länskod), zeros included."),
    )
    name = models.CharField(_("name"), max_length=100, help_text=_("The short name: Trollhättan, Region Gävleborg."))
    official_name = models.CharField(_("official name"), max_length=150, blank=True, help_text=_("Trollhättans Stad"))
    county_code = models.CharField(_("county code"), max_length=2)
    county_name = models.CharField(_("county"), max_length=60)
    population = models.PositiveIntegerField(_("population"), null=True, blank=True)
    population_year = models.PositiveSmallIntegerField(
        _("year of the population"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1900), MaxValueValidator(2200)],
    )
    latitude = models.DecimalField(
        _("latitude"), max_digits=7, decimal_places=4, validators=[MinValueValidator(55), MaxValueValidator(70)]
    )
    longitude = models.DecimalField(
        _("longitude"), max_digits=7, decimal_places=4, validators=[MinValueValidator(10), MaxValueValidator(25)]
    )
    website = models.URLField(_("website"), blank=True)
    member_since = models.PositiveSmallIntegerField(
        _("member since (year)"), null=True, blank=True, validators=[MinValueValidator(1985), MaxValueValidator(2200)]
    )
    left_on = models.DateField(_("left the network on"), null=True, blank=True)
    letter_body = models.CharField(_("letter of intent decided by"), max_length=100, blank=True)
    letter_decided_on = models.DateField(_("letter of intent decided on"), null=True, blank=True)
    letter_registry_number = models.CharField(_("registry number of the letter of intent"), max_length=60, blank=True)
    target_areas = models.ManyToManyField(
        "core.TargetArea", verbose_name=_("focus"), blank=True, related_name="members"
    )
    publishing = models.CharField(
        _("publishing"),
        max_length=14,
        choices=Publishing.choices,
        default=Publishing.AS_NETWORK,
        help_text=_("How the profile, practices and news of this member are published."),
    )
    last_reviewed_on = models.DateField(_("last reviewed on"), null=True, blank=True)
    last_reviewed_by = models.CharField(_("last reviewed by"), max_length=150, blank=True)
    editor_group = models.OneToOneField(
        "auth.Group", null=True, blank=True, editable=False, on_delete=models.SET_NULL, related_name="edited_member"
    )
    media_collection = models.OneToOneField(
        "wagtailcore.Collection",
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="owning_member",
    )

    objects = MemberQuerySet.as_manager()

    class Meta:
        verbose_name = _("member")
        verbose_name_plural = _("members")
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(population__isnull=True, population_year__isnull=True)
                | models.Q(population__isnull=False, population_year__isnull=False),
                name="population_has_its_year",
                violation_error_message=_("A population needs its year."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_region(self) -> bool:
        """Whether this is a region, not a municipality."""
        return self.kind == self.Kind.REGION

    @property
    def is_active(self) -> bool:
        """Whether this member has not left the network."""
        return self.left_on is None

    @property
    def full_name(self) -> str:
        """The official name where it is known, else the short one."""
        return self.official_name or self.name

    def review_age_in_years(self, today: date) -> int | None:
        """Whole years since somebody last reviewed the facts; None where nobody has."""
        if self.last_reviewed_on is None:
            return None
        reviewed = self.last_reviewed_on
        return today.year - reviewed.year - ((today.month, today.day) < (reviewed.month, reviewed.day))

    @property
    def years_since_review(self) -> int | None:
        """`review_age_in_years` today, for templates."""
        return self.review_age_in_years(timezone.localdate())

    @property
    def website_host(self) -> str:
        """The website's name without what nobody says aloud: trollhattan.se."""
        return urlsplit(self.website).netloc.removeprefix("www.")
