"""Reviews in the admin: the board's place in the menu, its address and the rules."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import include, path, reverse
from django.urls.resolvers import URLResolver
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from reviews.permissions import may_review
from reviews.viewsets import ReviewRuleViewSet


@hooks.register("register_admin_viewset")
def register_rules() -> ReviewRuleViewSet:
    """The rules, under Settings."""
    return ReviewRuleViewSet()


@hooks.register("register_admin_urls")
def register_addresses() -> list[URLResolver]:
    """The board."""
    return [path("reviews/", include("reviews.admin_urls"))]


class ReviewsMenuItem(MenuItem):
    """The way to the board, for those who have something to review."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether this person edits some member."""
        return may_review(request.user)


@hooks.register("register_admin_menu_item")
def reviews_menu_item() -> ReviewsMenuItem:
    """The board in the main menu."""
    return ReviewsMenuItem(_("Reviews"), reverse("reviews_admin:board"), name="reviews", icon_name="view", order=170)
