"""The admin opens to a second factor only; sessions know when they were last used."""

import time
from collections.abc import Callable

from allauth.usersessions.models import UserSession
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from accounts.models import User
from accounts.second_factor import address_to_show_it, is_missing_second_factor

ADMIN = "/admin/"
SEEN_AT, SEEN_EVERY_SECONDS = "seen_at", 600


class SecondFactorMiddleware:
    """Sends whoever has shown no second factor from the admin, all of it, to the page where that is done."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, or send to the second factor."""
        user = request.user
        if request.path.startswith(ADMIN) and isinstance(user, User) and is_missing_second_factor(request, user):
            onward = request.get_full_path() if request.method == "GET" else ADMIN
            return HttpResponseRedirect(address_to_show_it(user, onward))
        return self.get_response(request)


class SeenMiddleware:
    """Notes when and from where a session is used, every ten minutes: allauth's own does so with each request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Note, then answer."""
        now = int(time.time())
        if (
            request.session.session_key
            and request.session.get(SEEN_AT, 0) <= now - SEEN_EVERY_SECONDS
            and request.user.is_authenticated
        ):
            request.session[SEEN_AT] = now
            UserSession.objects.create_from_request(request)
        return self.get_response(request)
