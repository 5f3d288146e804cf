"""Reviews, without going the way over the sources."""

import datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models

from members.models import Member
from reviews.models import Review, ReviewKind


def review_of(thing: models.Model, *, member: Member, due_on: datetime.date, **values: Any) -> Review:
    """A review of a thing."""
    facts: dict[str, Any] = {"kind": ReviewKind.CONTACT, "title": str(thing), "known_since": datetime.date(2020, 1, 1)}
    return Review.objects.create(
        content_type=ContentType.objects.get_for_model(type(thing)),
        object_id=thing.pk,
        member=member,
        due_on=due_on,
        **facts | values,
    )
