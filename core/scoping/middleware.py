"""What is about the whole network is refused to those who own a part of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from core.scoping.visible import works_with_everything

# Wagtail's reports name everybody who has changed, approved or locked something, and pages of all.
OF_THE_NETWORK = ("/admin/reports/", "/admin/localize/reports/")


class NetworkOnlyMiddleware:
    """Answers 403 under `OF_THE_NETWORK` to those who are signed in and do not work with everything."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> None:
        """Raises `PermissionDenied`."""
        is_theirs = request.path.startswith(OF_THE_NETWORK)
        if is_theirs and request.user.is_authenticated and not works_with_everything(request.user):
            raise PermissionDenied
