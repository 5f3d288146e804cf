"""A practice: a tried way of working, told so that others can take it up."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail.fields import RichTextField
from wagtail.models import Locale, PageManager, PageQuerySet
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField

from core.fields import LeanStreamField
from core.languages import in_language
from core.pages import BasePage, PicturedPage, for_everybody
from core.taxonomies import TargetArea
from core.translated_facts import source_of
from projects.blocks import ResourceBlock
from projects.models.adoption import Adoption
from projects.models.editing import ProjectPageForm, edit_handler
from projects.models.presentation import layout
from reviews.models import Review

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

TEXT_FEATURES = ["bold", "italic", "ol", "ul", "link", "document-link"]
CHAPTERS = ("background", "aim", "method", "results", "how_measured")
LESSONS = ("what_worked", "what_did_not_work", "what_we_would_change")
TERM_FIELDS = ("target_areas", "target_groups", "life_stages", "settings", "goals", "six_ps")
CRITERIA = ("effectiveness", "equity", "transferability", "sustainability", "intersectoral", "participation", "ethics")
# What does not depend on language: copied from the source to its translations (docs/adr/0002).
FACT_FIELDS = (
    "lead_member",
    "partner_members",
    "status",
    "starts_on",
    "ends_on",
    *TERM_FIELDS,
    "scale",
    "cost_band",
    "evidence_level",
    "lead_image",
    "contact",
    "contact_name",
    "contact_email",
    "last_reviewed_on",
    "last_reviewed_by",
    *CRITERIA,
)


class ProjectPageQuerySet(PageQuerySet):
    """Selections of practices."""

    def in_locale(self, locale: Locale | int) -> ProjectPageQuerySet:
        """What everybody may read in one language, stand-ins of untranslated practices included."""
        return for_everybody(self.filter(locale=locale))

    def led_or_joined_by(self, member: object) -> ProjectPageQuerySet:
        """Those that a member leads or takes part in."""
        return self.filter(
            models.Q(lead_member=member)
            | models.Q(pk__in=self.model.partner_members.through.objects.filter(member=member).values("projectpage"))
        )

    def with_used_count(self) -> ProjectPageQuerySet:
        """Annotate `used_count`: how many active members use the practice today."""
        counts = (
            Adoption.objects.in_use()
            .of_active_members()
            .filter(practice__translation_key=models.OuterRef("translation_key"))
            .order_by()
            .values("practice__translation_key")
            .annotate(total=models.Count("pk"))
            .values("total")
        )
        return self.annotate(used_count=Coalesce(models.Subquery(counts), 0, output_field=models.IntegerField()))

    def fresh(self, at: datetime.date) -> ProjectPageQuerySet:
        """Leave out those whose review was due before a day, whatever language they are read in.

        A practice that no review is kept of yet counts as fresh.
        """
        stale = Review.objects.of_model(self.model).stale(at).values("object_id")
        sources = self.model._default_manager.filter(pk__in=stale).order_by()
        return self.exclude(translation_key__in=sources.values("translation_key"))

    def for_cards(self) -> ProjectPageQuerySet:
        """Fetch what a card shows in one query: `used_count`, the first target area as `theme`, the lead member."""
        areas = TargetArea.objects.filter(practices=models.OuterRef("pk"))
        return (
            self.with_used_count()
            .annotate(
                theme_sv=models.Subquery(areas.values("name_sv")[:1]),
                theme_en=models.Subquery(areas.values("name_en")[:1]),
            )
            .select_related("lead_member", "locale", "alias_of__locale")
        )


ProjectPageManager = PageManager.from_queryset(ProjectPageQuerySet)


class Fulfillment(models.IntegerChoices):
    """How far a practice meets a criterion, in the eyes of those who run it."""

    NO = 0, _("No")
    PARTLY = 1, _("Partly")
    YES = 2, _("Yes")


def criterion(name: StrOrPromise, meaning: StrOrPromise) -> models.PositiveSmallIntegerField:
    """A question of the self-check: its name, and what a yes means."""
    return models.PositiveSmallIntegerField(name, choices=Fulfillment.choices, null=True, blank=True, help_text=meaning)


class ProjectPage(PicturedPage):
    """A practice in one language. Stands under its lead member's profile, or under the library."""

    class Status(models.TextChoices):
        IDEA = "idea", _("Idea")
        PLANNED = "planned", _("Planned")
        ONGOING = "ongoing", _("Ongoing")
        COMPLETED = "completed", _("Completed")
        REGULAR = "regular", _("In regular operation")
        STOPPED = "stopped", _("Stopped early")

    class Scale(models.TextChoices):
        UNIT = "unit", _("One unit or group")
        NEIGHBORHOOD = "neighborhood", _("A neighborhood")
        MUNICIPALITY = "municipality", _("A whole municipality")
        SEVERAL = "several", _("Several municipalities")
        REGION = "region", _("A whole region")

    class CostBand(models.TextChoices):
        WORKING_TIME = "working_time", _("Working time only")
        BELOW_100K = "below_100k", _("Below SEK 100,000 a year")
        FROM_100K = "from_100k", _("SEK 100,000–500,000 a year")
        FROM_500K = "from_500k", _("SEK 500,000–2 million a year")
        ABOVE_2M = "above_2m", _("Above SEK 2 million a year")

    class EvidenceLevel(models.TextChoices):
        EXPERIENCE = "experience", _("Own experience")
        FOLLOWED_UP = "followed_up", _("Followed up by ourselves")
        EVALUATED = "evaluated", _("Evaluated by others")
        RESEARCH = "research", _("Supported by research")

    Fulfillment = Fulfillment
    CHAPTERS = CHAPTERS
    LESSONS = LESSONS
    CRITERIA = CRITERIA

    summary = models.TextField(
        _("summary"),
        max_length=400,
        help_text=_("Two or three sentences: what you do, for whom, and what comes of it. Stands in lists and mails."),
    )
    lead_member = models.ForeignKey(
        "members.Member", verbose_name=_("lead member"), on_delete=models.PROTECT, related_name="practices"
    )
    partner_members = ParentalManyToManyField(
        "members.Member", verbose_name=_("partner members"), blank=True, related_name="joined_practices"
    )
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.ONGOING)
    starts_on = models.DateField(_("start"), null=True, blank=True)
    ends_on = models.DateField(_("end"), null=True, blank=True, help_text=_("Leave empty where no end is decided."))
    target_areas = ParentalManyToManyField(
        "core.TargetArea", verbose_name=_("target areas"), blank=True, related_name="practices"
    )
    target_groups = ParentalManyToManyField(
        "core.TargetGroup", verbose_name=_("target groups"), blank=True, related_name="practices"
    )
    life_stages = ParentalManyToManyField(
        "core.LifeStage", verbose_name=_("life stages"), blank=True, related_name="practices"
    )
    settings = ParentalManyToManyField("core.Setting", verbose_name=_("settings"), blank=True, related_name="practices")
    goals = ParentalManyToManyField(
        "core.SustainableDevelopmentGoal", verbose_name=_("Global Goals"), blank=True, related_name="practices"
    )
    six_ps = ParentalManyToManyField("core.SixP", verbose_name=_("WHO themes"), blank=True, related_name="practices")
    scale = models.CharField(_("scale"), max_length=12, choices=Scale.choices, blank=True)
    cost_band = models.CharField(_("cost"), max_length=12, choices=CostBand.choices, blank=True)
    funding = models.CharField(
        _("funding"), max_length=250, blank=True, help_text=_("Who pays: own budget, state grant, EU, foundation.")
    )

    background = RichTextField(_("background"), blank=True, features=TEXT_FEATURES)
    aim = RichTextField(_("aim"), blank=True, features=TEXT_FEATURES)
    method = RichTextField(_("how it is done"), blank=True, features=TEXT_FEATURES)
    results = RichTextField(_("results"), blank=True, features=TEXT_FEATURES)
    how_measured = RichTextField(_("how the results were measured"), blank=True, features=TEXT_FEATURES)
    what_worked = RichTextField(_("what worked"), blank=True, features=TEXT_FEATURES)
    what_did_not_work = RichTextField(_("what did not work"), blank=True, features=TEXT_FEATURES)
    what_we_would_change = RichTextField(_("what we would do differently"), blank=True, features=TEXT_FEATURES)
    evidence_level = models.CharField(
        _("evidence"),
        max_length=12,
        choices=EvidenceLevel.choices,
        blank=True,
        help_text=_("How surely you know that it works."),
    )
    resources = LeanStreamField(ResourceBlock(), verbose_name=_("documents and links"), blank=True)

    contact = models.ForeignKey(
        "members.Contact",
        verbose_name=_("contact person"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="practices",
    )
    contact_name = models.CharField(_("other contact: name"), max_length=120, blank=True)
    contact_email = models.EmailField(_("other contact: e-mail address"), max_length=254, blank=True)
    last_reviewed_on = models.DateField(_("last reviewed on"), null=True, blank=True)
    last_reviewed_by = models.CharField(_("last reviewed by"), max_length=150, blank=True)

    effectiveness = criterion(_("effectiveness"), _("Measured results show that the aim is reached."))
    equity = criterion(_("equity"), _("It reaches those with the greatest needs and makes gaps in health smaller."))
    transferability = criterion(
        _("transferability"), _("It is described so that others can do it, and works in other places.")
    )
    sustainability = criterion(_("sustainability"), _("It goes on when the project money ends."))
    intersectoral = criterion(_("work across sectors"), _("Several departments or organizations carry it together."))
    participation = criterion(_("participation"), _("Those it is for have a say in how it is made and followed up."))
    ethics = criterion(_("ethics"), _("Risks, consent and privacy have been thought through."))

    objects = ProjectPageManager()

    base_form_class = ProjectPageForm
    edit_handler = edit_handler
    search_fields = [
        *BasePage.search_fields,
        index.SearchField("summary", boost=2),
        index.AutocompleteField("summary"),
        *[index.SearchField(name) for name in (*CHAPTERS, *LESSONS)],
        index.SearchField("funding"),
        index.RelatedFields("lead_member", [index.SearchField("name"), index.AutocompleteField("name")]),
        index.RelatedFields("target_areas", [index.SearchField("name_sv"), index.SearchField("name_en")]),
        index.RelatedFields("target_groups", [index.SearchField("name_sv"), index.SearchField("name_en")]),
        index.FilterField("status"),
        index.FilterField("lead_member_id"),
    ]
    override_translatable_fields = [SynchronizedField(name) for name in FACT_FIELDS]

    parent_page_types = ["members.MemberPage", "projects.ProjectIndexPage"]
    subpage_types: list[str] = []

    class Meta:
        verbose_name = _("practice")
        verbose_name_plural = _("practices")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(starts_on__isnull=True)
                | models.Q(ends_on__isnull=True)
                | models.Q(ends_on__gte=models.F("starts_on")),
                name="practice_ends_after_it_starts",
                violation_error_message=_("The end cannot come before the start."),
            ),
        ]

    def clean(self) -> None:
        """Refuse an end before the start, beside the field that is wrong."""
        super().clean()
        if self.starts_on and self.ends_on and self.ends_on < self.starts_on:
            raise ValidationError({"ends_on": _("The end cannot come before the start.")})

    @property
    def theme(self) -> str:
        """The first target area's name, of practices from `for_cards()`."""
        return in_language(getattr(self, "theme_sv", None) or "", getattr(self, "theme_en", None) or "")

    @property
    def source(self) -> ProjectPage:
        """The practice in the language it was first told in: adoptions hang there."""
        page: ProjectPage = source_of(self)
        return page

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add what the practice's page shows beside its title and summary, and the way back to the library."""
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        crumbs = self.crumbs_to("projects.ProjectIndexPage", request)
        context["breadcrumbs"] = crumbs
        context["library_url"] = crumbs[0]["url"] if crumbs else ""
        return context | layout(self, request)
