"""What is others' or about the whole network is refused to those who own a part of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from core.scoping.visible import pages_to_explore, works_with_everything

PAGES = "/admin/pages/"
# What addresses under it call the page that they are about.
PAGE_NAMES = ("page_id", "parent_page_id", "page_to_move_id", "destination_id")
# Wagtail's reports name everybody who has changed, approved or locked something, and pages of all.
OF_THE_NETWORK = ("/admin/reports/", "/admin/localize/reports/")


class OwnThingsMiddleware:
    """Answers 403 to those who do not work with everything: under `OF_THE_NETWORK`, and where a page is not theirs.

    Views check for themselves, too; this stands before all of them, and before what they say when they refuse.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> None:
        """Raises `PermissionDenied`."""
        is_the_networks = request.path.startswith(OF_THE_NETWORK)
        pages = {kwargs[name] for name in PAGE_NAMES if name in kwargs} if request.path.startswith(PAGES) else set()
        if not (pages or is_the_networks) or not request.user.is_authenticated or works_with_everything(request.user):
            return
        if is_the_networks or pages_to_explore(request.user).filter(pk__in=pages).count() < len(pages):
            raise PermissionDenied
