"""The admin opens to a second factor only."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from accounts.models import User
from accounts.second_factor import address_to_show_it, is_missing_second_factor

ADMIN = "/admin/"


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
