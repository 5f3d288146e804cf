"""Whom to call at a member."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.models import Orderable

from core.validators import validate_single_line


class ContactQuerySet(models.QuerySet["Contact"]):
    """Selections of contacts."""

    def of_active_members(self) -> ContactQuerySet:
        """Contacts of members that have not left."""
        return self.filter(member__left_on__isnull=True)

    def political(self) -> ContactQuerySet:
        """Elected politicians."""
        return self.filter(kind=Contact.Kind.POLITICAL)

    def administrative(self) -> ContactQuerySet:
        """Officials."""
        return self.filter(kind=Contact.Kind.ADMINISTRATIVE)


class Contact(Orderable):
    """A person who represents a member. Personal data: shown because the member named this person for the task."""

    class Kind(models.TextChoices):
        POLITICAL = "political", _("Political contact")
        ADMINISTRATIVE = "administrative", _("Administrative contact")
        OTHER = "other", _("Other representative")

    member = ParentalKey("members.Member", verbose_name=_("member"), on_delete=models.CASCADE, related_name="contacts")
    kind = models.CharField(_("kind"), max_length=14, choices=Kind.choices)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("account"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="contacts",
    )
    name = models.CharField(_("name"), max_length=120, validators=[validate_single_line])
    title = models.CharField(_("title"), max_length=120, validators=[validate_single_line], blank=True)
    unit = models.CharField(_("unit"), max_length=120, validators=[validate_single_line], blank=True)
    phone = models.CharField(_("phone"), max_length=40, validators=[validate_single_line], blank=True)
    email = models.EmailField(_("e-mail address"), max_length=254, blank=True)
    street_address = models.CharField(
        _("street address"), max_length=120, validators=[validate_single_line], blank=True
    )
    postcode = models.CharField(_("postcode"), max_length=10, validators=[validate_single_line], blank=True)
    town = models.CharField(_("town"), max_length=80, validators=[validate_single_line], blank=True)
    language = models.CharField(
        _("language of mails"), max_length=5, choices=[("sv", "Svenska"), ("en", "English")], default="sv"
    )

    objects = ContactQuerySet.as_manager()

    class Meta(Orderable.Meta):
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")

    def __str__(self) -> str:
        return self.name

    @property
    def address(self) -> str:
        """The postal address on two lines, as far as it is known."""
        return "\n".join(filter(None, [self.street_address, f"{self.postcode} {self.town}".strip()]))
