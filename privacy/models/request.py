"""That somebody asked to be erased, without saying who."""

from __future__ import annotations

import secrets

from django.db import models
from django.utils.translation import gettext_lazy as _

ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"


def new_reference() -> str:
    """What the person is told to name the request by: eight letters and digits that are not mistaken for others."""
    return "".join(secrets.choice(ALPHABET) for _position in range(8))


class ErasureRequestQuerySet(models.QuerySet["ErasureRequest"]):
    """Selections of requests."""

    def unfinished(self) -> ErasureRequestQuerySet:
        """Those with something left to do."""
        return self.filter(finished_at__isnull=True)


class ErasureRequest(models.Model):
    """One request. `person` says who, until all is done; then it is emptied in the same transaction."""

    class Source(models.TextChoices):
        OWN = "own", _("By the person, signed in")
        COORDINATOR = "coordinator", _("By the coordinator, for a person without an account")

    class Check(models.TextChoices):
        SIGNED_IN = "signed_in", _("Signed in")
        MAILED = "mailed", _("Wrote from the address, and answered a mail to it")
        CALLED = "called", _("Called back at the number that the employer gives")
        SHOWED_ID = "showed_id", _("Showed proof of identity")

    class Texts(models.TextChoices):
        WAITING = "waiting", _("Texts with the name wait for the coordinator")
        NOTHING = "nothing", _("No text has the name")
        REMOVED = "removed", _("Name taken out of texts")
        KEPT = "kept", _("Texts stay as they are")

    reference = models.CharField(_("reference"), max_length=8, unique=True, default=new_reference, editable=False)
    source = models.CharField(_("asked"), max_length=12, choices=Source.choices)
    check_made = models.CharField(_("how it was checked who asks"), max_length=10, choices=Check.choices)
    texts = models.CharField(_("texts"), max_length=8, choices=Texts.choices, default=Texts.WAITING)
    asked_at = models.DateTimeField(_("asked for"))
    finished_at = models.DateTimeField(_("done"), null=True, blank=True)
    person = models.JSONField(default=dict, editable=False)
    # Step → number of rows or things; a step that stands here is not done again.
    done = models.JSONField(_("what was done"), default=dict, editable=False)

    objects = ErasureRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("request for erasure")
        verbose_name_plural = _("requests for erasure")
        ordering = ["-asked_at", "-pk"]

    def __str__(self) -> str:
        return self.reference

    @property
    def total(self) -> int:
        """How many rows and things were let go."""
        return sum(self.done.values())
