"""Meetings in the admin: menu and addresses."""

from __future__ import annotations

from django.urls import include, path
from django.urls.resolvers import URLResolver
from wagtail import hooks
from wagtail.admin.viewsets.model import ModelViewSetGroup

from meetings.viewsets import meetings_group


@hooks.register("register_admin_viewset")
def register_meetings() -> ModelViewSetGroup:
    """Meetings and their kinds, in the main menu."""
    return meetings_group


@hooks.register("register_admin_urls")
def register_addresses() -> list[URLResolver]:
    """Announcing, calling off, answers, reminding."""
    return [path("meetings/meeting/", include("meetings.admin_urls"))]
