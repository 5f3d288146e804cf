"""Which tables go along. All do, except those named here with the reason why."""

from __future__ import annotations

from django.apps import apps
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db import models
from wagtail.models import Page

# Table → why it stays behind.
LEFT_OUT: dict[str, str] = {
    "contenttypes.ContentType": "made by migrations; rows name it by app and model",
    "auth.Permission": "made by migrations; rows name it by app, model and codename",
    "sessions.Session": "everybody signs in anew at the new host",
    "usersessions.UserSession": "everybody signs in anew at the new host",
    "accounts.SignInTries": "wrong passwords of the last hour, known by an HMAC with the old host's key",
    "mailings.Dispatcher": "the old host's engine; the new one starts turned off",
    "mailings.Sender": "the old host's senders; their journals stay on its disk",
    "mailings.Relay": "the state of the old host's relay",
    "wagtailimages.Rendition": "made from the pictures again when they are asked for",
    "members.MemberImport": "lists that nobody has confirmed",
    "wagtailcore.UploadedFile": "uploads that nobody has finished",
    "wagtailadmin.EditingSession": "who has which form open right now",
    "wagtailadmin.FormState": "forms that are open right now",
    "wagtailsearch.IndexEntry": "the search index is built anew",
    "wagtailsearch.SQLiteFTSIndexEntry": "the search index is built anew",
}

# Tables that migrations put rows into: an empty portal has some already. The archive's take their place.
SEEDED = {
    "auth.Group",
    "auth.Group_permissions",
    "core.LifeStage",
    "core.Setting",
    "core.SixP",
    "core.SustainableDevelopmentGoal",
    "core.TargetArea",
    "core.TargetGroup",
    "ledger.NoticeRule",
    "ledger.OnboardingTask",
    "meetings.MeetingKind",
    "news.NewsCategory",
    "reviews.ReviewRule",
    "wagtailcore.Collection",
    "wagtailcore.GroupApprovalTask",
    "wagtailcore.GroupApprovalTask_groups",
    "wagtailcore.GroupCollectionPermission",
    "wagtailcore.GroupPagePermission",
    "wagtailcore.Locale",
    "wagtailcore.Page",
    "wagtailcore.ReferenceIndex",
    "wagtailcore.Site",
    "wagtailcore.Task",
    "wagtailcore.Workflow",
    "wagtailcore.WorkflowPage",
    "wagtailcore.WorkflowTask",
}
# The root and Wagtail's welcome page.
SEEDED_PAGE_DEPTH = 2

Model = type[models.Model]


def exported_models() -> list[Model]:
    """The model of every table that goes along, by name."""
    found = [
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed
        and not model._meta.proxy
        and not model._meta.swapped
        and model._meta.label not in LEFT_OUT
    ]
    return sorted(found, key=lambda model: model._meta.label)


def columns_of(model: Model) -> list[models.Field]:
    """The columns of the model's own table, in the model's order (a page's own facts, without those of `Page`)."""
    return list(model._meta.local_concrete_fields)


def is_named(field: models.Field) -> bool:
    """Whether the column points to a row that has another number in each database, and is written by name."""
    return field.is_relation and field.related_model in (ContentType, Permission)


def find_content() -> list[str]:
    """What the portal holds beyond its migrations, as "12 × members.Member"; nothing for an empty portal."""
    found = []
    for model in exported_models():
        label = model._meta.label
        rows = model._base_manager.all()
        if label == Page._meta.label:
            rows = rows.filter(depth__gt=SEEDED_PAGE_DEPTH)
        elif label in SEEDED:
            continue
        if number := rows.count():
            found.append(f"{number} × {label}")
    return found
