"""A mail that asks one person to look through some things."""

from __future__ import annotations

import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.tokens import hash_token, issue_token, new_nonce
from members.models import Contact, Member
from reviews.models.review import Review

REVIEW = "review"
LIFETIME = datetime.timedelta(days=90)


class ReviewRequestQuerySet(models.QuerySet["ReviewRequest"]):
    """Selections of requests."""

    def open_at(self, at: datetime.datetime) -> ReviewRequestQuerySet:
        """Those whose links still hold: of contacts that are contacts yet, of members that have not left."""
        return self.filter(created_at__gt=at - LIFETIME, contact__isnull=False, member__left_on__isnull=True)

    def with_token(self, token: str) -> ReviewRequestQuerySet:
        """The one that the token in a mail stands for, or none."""
        return self.filter(token_hash=hash_token(token))


class ReviewRequest(models.Model):
    """Opens one page for one contact: what is to be reviewed. The token is derived when the mail is sent."""

    link_purposes = {"token_hash": ("nonce", REVIEW)}

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="review_requests")
    contact = models.ForeignKey(Contact, null=True, on_delete=models.SET_NULL, related_name="review_requests")
    step = models.PositiveSmallIntegerField(_("asked"), choices=Review.Step.choices)
    reviews = models.ManyToManyField(Review, related_name="requests")
    created_at = models.DateTimeField(_("sent"))
    nonce = models.CharField(max_length=32, default=new_nonce, editable=False)
    token_hash = models.CharField(max_length=64, blank=True, db_index=True, editable=False)

    objects = ReviewRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("request for a review")
        verbose_name_plural = _("requests for a review")
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.member}: {self.contact}"

    @property
    def token(self) -> str:
        """What opens the page; derived, never stored."""
        return issue_token(REVIEW, self.pk, self.nonce)
