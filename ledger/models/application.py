"""Becoming a member: the application, and what is to be done once it is accepted."""

from __future__ import annotations

import datetime

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.languages import in_language
from core.tokens import hash_token, issue_token, new_nonce
from core.validators import validate_single_line
from members.models import Member

CONFIRM = "membership-application"
# GDPR art. 5.1 c and e: what nobody confirms is deleted, and a link in a mail does not live for ever.
CONFIRMATION_LIFETIME = datetime.timedelta(hours=48)
UNCONFIRMED_LIFETIME = datetime.timedelta(days=7)


class ApplicationQuerySet(models.QuerySet["Application"]):
    """Selections of applications."""

    def with_token(self, token: str) -> ApplicationQuerySet:
        """The one that the token in a mail stands for, or none."""
        return self.filter(token_hash=hash_token(token))

    def never_confirmed(self, *, now: datetime.datetime) -> ApplicationQuerySet:
        """Those whose seven days to confirm have passed."""
        return self.filter(state=Application.State.UNCONFIRMED, created_at__lt=now - UNCONFIRMED_LIFETIME)

    def waiting(self) -> ApplicationQuerySet:
        """Those that wait for a decision."""
        return self.filter(state=Application.State.CONFIRMED)


class Application(models.Model):
    """A municipality or region that wants to be a member."""

    link_purposes = {"token_hash": ("nonce", CONFIRM)}

    class State(models.TextChoices):
        UNCONFIRMED = "unconfirmed", _("Address not confirmed")
        CONFIRMED = "confirmed", _("Waits for a decision")
        ACCEPTED = "accepted", _("Accepted")
        DECLINED = "declined", _("Declined")

    kind = models.CharField(_("kind"), max_length=12, choices=Member.Kind.choices)
    code = models.CharField(
        _("code"),
        max_length=4,
        validators=[RegexValidator(r"^(\d{4}|\d{2})$", _("A municipality's code has four digits, a region's two."))],
    )
    name = models.CharField(_("name"), max_length=100, validators=[validate_single_line])
    contact_name = models.CharField(_("contact person"), max_length=120, validators=[validate_single_line])
    contact_title = models.CharField(_("title"), max_length=120, blank=True, validators=[validate_single_line])
    address = models.EmailField(_("e-mail address"), max_length=254)
    phone = models.CharField(_("phone"), max_length=40, blank=True, validators=[validate_single_line])
    reason = models.TextField(_("why you want to be a member"), max_length=2000, blank=True)
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES, default="sv")
    state = models.CharField(_("state"), max_length=12, choices=State.choices, default=State.UNCONFIRMED)
    created_at = models.DateTimeField(_("sent in"))
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("decided by"), null=True, blank=True, on_delete=models.SET_NULL,
        related_name="+",
    )  # fmt: skip
    decision_note = models.CharField(_("note"), max_length=500, blank=True)
    member = models.OneToOneField(
        Member, verbose_name=_("member"), null=True, blank=True, on_delete=models.SET_NULL, related_name="application"
    )
    nonce = models.CharField(max_length=32, default=new_nonce, editable=False)
    token_hash = models.CharField(max_length=64, blank=True, db_index=True, editable=False)

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("application for membership")
        verbose_name_plural = _("applications for membership")
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def token(self) -> str:
        """What opens the confirming page; derived, never stored."""
        return issue_token(CONFIRM, self.pk, self.nonce)

    def can_confirm(self, *, at: datetime.datetime) -> bool:
        """Whether the mailed link still counts."""
        return self.state == self.State.UNCONFIRMED and at < self.created_at + CONFIRMATION_LIFETIME


class OnboardingTask(models.Model):
    """A thing that is done for every new member: the network's own list, so a row."""

    text_sv = models.CharField(_("in Swedish"), max_length=200)
    text_en = models.CharField(_("in English"), max_length=200, blank=True)
    sort_order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("task for a new member")
        verbose_name_plural = _("tasks for new members")
        ordering = ["sort_order", "pk"]

    def __str__(self) -> str:
        return in_language(self.text_sv, self.text_en)


class OnboardingStep(models.Model):
    """One task of one application, with its words as they were when it was accepted."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="steps")
    text_sv = models.CharField(max_length=200)
    text_en = models.CharField(max_length=200, blank=True)
    sort_order = models.PositiveSmallIntegerField(default=0)
    done_at = models.DateTimeField(_("done"), null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["sort_order", "pk"]

    def __str__(self) -> str:
        return in_language(self.text_sv, self.text_en)
