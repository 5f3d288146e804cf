"""What a person may see in the admin: deny by default, the same question everywhere."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.contrib.contenttypes.models import ContentType
from django.db.models import F, Model, Q, QuerySet
from taggit.models import Tag
from wagtail.documents.permissions import permission_policy as documents_policy
from wagtail.images.permissions import permission_policy as images_policy
from wagtail.models import Page, PageLogEntry
from wagtail.permissions import page_permission_policy

Person = AbstractBaseUser | AnonymousUser
PAGE_ACTIONS = frozenset({"add", "change", "publish", "bulk_delete", "lock", "unlock"})
FILE_ACTIONS = frozenset({"add", "change", "delete", "choose"})
FILE_POLICIES = {policy.model: policy for policy in (documents_policy, images_policy)}


def pages_to_explore(user: Person) -> QuerySet[Page]:
    """The pages that the person works with, and those that lie above them on the way there."""
    if not page_permission_policy.user_has_any_permission(user, PAGE_ACTIONS):
        return Page.objects.none()
    pages: QuerySet[Page] = page_permission_policy.explorable_instances(user)
    return pages


def pages_to_work_with(user: Person) -> QuerySet[Page]:
    """The pages that the person may do something with."""
    pages: QuerySet[Page] = page_permission_policy.instances_user_has_any_permission_for(user, PAGE_ACTIONS)
    return pages


def pages_to_link(user: Person) -> QuerySet[Page]:
    """The pages that the person may choose as the target of a link: those everybody reads, and those to explore.

    Others' pages that are being renamed are left out with all below them: Wagtail shows the new title of the draft.
    """
    own = pages_to_explore(user).order_by().values("pk")
    renamed = Page.objects.live().exclude(draft_title=F("title")).exclude(pk__in=own)
    below_renamed = Q(pk__in=[])
    for path in renamed.order_by().values_list("path", flat=True):
        below_renamed |= Q(path__startswith=path)
    public = Page.objects.live().public().exclude(below_renamed)
    return Page.objects.filter(Q(pk__in=public.order_by().values("pk")) | Q(pk__in=own) | Q(depth=1))


def works_with_everything(user: Person) -> bool:
    """Whether the person may change all pages: coordinators. What is about the whole network is for them."""
    root = Page.get_first_root_node()
    return bool(page_permission_policy.user_has_permission_for_instance(user, "change", root))


def tags_of(user: Person, *models: type[Model]) -> QuerySet[Tag]:
    """The tags of the documents or pictures that the person may choose or change."""
    found = Q(pk__in=[])
    for model in models:
        found |= Q(
            taggit_taggeditem_items__content_type=ContentType.objects.get_for_model(model),
            taggit_taggeditem_items__object_id__in=files_of(model, user).order_by().values("pk"),
        )
    tags: QuerySet[Tag] = Tag.objects.filter(found).distinct()
    return tags


def files_of(model: type[Model], user: Person) -> QuerySet[Any]:
    """The documents or pictures that the person may choose or change."""
    files: QuerySet[Any] = FILE_POLICIES[model].instances_user_has_any_permission_for(user, FILE_ACTIONS)
    return files


def owners_for(user: Person) -> QuerySet[Any]:
    """The people whose pages the person works with."""
    owners = pages_to_work_with(user).order_by().values_list("owner_id", flat=True)
    return get_user_model()._default_manager.filter(pk__in=owners)


def editors_for(user: Person) -> QuerySet[Any]:
    """The people who changed the pages that the person works with."""
    entries = PageLogEntry.objects.filter(
        action="wagtail.edit", page__in=pages_to_work_with(user).order_by().values_list("pk", flat=True)
    )
    return get_user_model()._default_manager.filter(pk__in=entries.order_by().values_list("user_id", flat=True))


def visible_of(user: Person, things: Sequence[Any]) -> list[Any]:
    """Those pages, documents or pictures (all of one model) that the person may know to be there."""
    if not things:
        return []
    model = Page if isinstance(things[0], Page) else type(things[0])
    visible = pages_to_explore(user) if model is Page else files_of(model, user)
    keys = set(visible.filter(pk__in=[thing.pk for thing in things]).order_by().values_list("pk", flat=True))
    return [thing for thing in things if thing.pk in keys]
