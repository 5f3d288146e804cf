"""Answers that take the same time for known and unknown addresses."""

import time
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

EVEN_ADDRESSES = {"account_login", "account_reset_password", "account_request_login_code"}


class EvenTimeMiddleware:
    """Holds what is posted to the pages that take an address back until `SIGN_IN_ANSWER_SECONDS` have passed.

    A known address costs a mail and its rows, an unknown one does not; the wait is longer than both. Whoever signs in
    with the right password is let through at once.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, not too early."""
        began = time.monotonic()
        response = self.get_response(request)
        match = request.resolver_match
        if request.method == "POST" and match is not None and match.url_name in EVEN_ADDRESSES:
            is_signed_in = match.url_name == "account_login" and response.status_code == 302
            if not is_signed_in:
                time.sleep(max(0.0, began + settings.SIGN_IN_ANSWER_SECONDS - time.monotonic()))
        return response
