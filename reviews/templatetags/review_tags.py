"""Freshness for the templates of public pages, those of the apps below included."""

from typing import Any

from django import template
from django.db import models
from wagtail.models import Page

from members.models import Member
from reviews.models import Review, ReviewKind

register = template.Library()


@register.inclusion_tag("reviews/member-freshness.html")
def freshness_of_member(member: Member) -> dict[str, Any]:
    """What of a member's profile was reviewed when and by whom, and what is old."""
    rows = Review.objects.filter(member=member).exclude(kind=ReviewKind.PRACTICE).order_by("kind", "pk")
    return {"reviews": list(rows), "member": member}


@register.inclusion_tag("reviews/freshness.html")
def freshness_of(thing: models.Model, date: Any = None, name: str = "") -> dict[str, Any]:
    """When a thing (for a page: its source page) was reviewed; `date` and `name` stand in where no row is kept yet."""
    keys: Any = [thing.pk]
    if isinstance(thing, Page):
        keys = type(thing).objects.filter(translation_key=thing.translation_key).order_by().values("pk")
    review = Review.objects.of_model(type(thing)).filter(object_id__in=keys).first()
    if review is not None:
        date, name = review.reviewed_on, review.reviewed_by
    return {"review": review, "date": date, "name": name}
