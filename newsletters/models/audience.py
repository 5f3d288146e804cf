"""Whom an issue goes to: topics that subscribers choose, lists made by hand, and the choice for each issue."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from core.languages import in_language

GROUPS = [
    ("public", _("The public")),
    ("representative", _("Representatives")),
    ("politician", _("Politicians")),
    ("official", _("Officials")),
]


class Topic(models.Model):
    """What a subscriber may want to read about. Who has chosen none reads everything."""

    name_sv = models.CharField(_("name in Swedish"), max_length=60)
    name_en = models.CharField(_("name in English"), max_length=60, blank=True)
    sort_order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("topic of newsletters")
        verbose_name_plural = _("topics of newsletters")
        ordering = ["sort_order", "name_sv"]

    def __str__(self) -> str:
        return in_language(self.name_sv, self.name_en)


class ReaderList(models.Model):
    """People brought in from a file for newsletters that concern them, with what says that they agreed, and who says
    so (GDPR art. 7.1)."""

    name = models.CharField(_("name"), max_length=100, unique=True)
    group = models.CharField(_("read as"), max_length=14, choices=GROUPS, default="public")
    consent_wording = models.TextField(_("statement of consent"))
    source = models.CharField(_("file"), max_length=200)
    stated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("stated by"),
        null=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    stated_at = models.DateTimeField(_("stated"), editable=False)

    class Meta:
        verbose_name = _("list of readers")
        verbose_name_plural = _("lists of readers")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class ListedReader(models.Model):
    """One address of a list."""

    reader_list = models.ForeignKey(
        ReaderList, verbose_name=_("list"), on_delete=models.CASCADE, related_name="readers", db_index=False
    )
    address = models.EmailField(_("e-mail address"), max_length=254)
    name = models.CharField(_("name"), max_length=100, blank=True)
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES, default="sv")
    # The file that the person came with last: it says who states the consent, and in which words.
    came_with = models.ForeignKey(
        "newsletters.SubscriberImport",
        verbose_name=_("came with"),
        null=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    class Meta:
        verbose_name = _("reader on a list")
        verbose_name_plural = _("readers on lists")
        constraints = [
            models.UniqueConstraint(fields=["address", "reader_list"], name="one_reader_per_address_and_list"),
            models.CheckConstraint(
                condition=models.Q(address=Lower("address")), name="listed_address_is_in_lower_case"
            ),
        ]
        indexes = [models.Index(fields=["reader_list", "id"], name="readers_of_a_list")]

    def __str__(self) -> str:
        return self.address


class IssueAudience(models.Model):
    """Whom one issue goes to, in all its languages. An issue without such a row goes to all subscribers."""

    issue = models.UUIDField(_("issue"), unique=True, help_text=_("What all language versions have in common."))
    to_subscribers = models.BooleanField(_("subscribers"), default=True)
    topics = models.ManyToManyField(
        Topic,
        verbose_name=_("topics"),
        blank=True,
        related_name="+",
        help_text=_("Subscribers who have chosen one of these, or no topic at all. Choose none to reach all."),
    )
    language = models.CharField(
        _("only subscribers who read"),
        max_length=5,
        choices=[("", _("All languages")), *settings.LANGUAGES],
        blank=True,
        default="",
    )
    to_politicians = models.BooleanField(_("political contacts of the members"), default=False)
    to_officials = models.BooleanField(_("administrative contacts of the members"), default=False)
    to_representatives = models.BooleanField(_("other representatives and editors of the members"), default=False)
    theme_groups = models.ManyToManyField(
        "members.ThemeGroup", verbose_name=_("theme groups"), blank=True, related_name="+"
    )
    lists = models.ManyToManyField(ReaderList, verbose_name=_("lists"), blank=True, related_name="+")

    class Meta:
        verbose_name = _("audience of an issue")
        verbose_name_plural = _("audiences of issues")

    def __str__(self) -> str:
        return str(self.issue)
