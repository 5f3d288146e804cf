"""Whether somebody has signed in just now: what gives all data out, or erases them, asks for it."""

from __future__ import annotations

import time
from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.core.exceptions import ReauthenticationRequired
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.mixins import LoginRequiredMixin
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views.generic import View

from accounts.models import User

RECENT_SECONDS = 300


def has_signed_in_just_now(request: HttpRequest) -> bool:
    """Whether this session began, or was confirmed, within five minutes."""
    records = get_authentication_records(request, request.user)
    return any(time.time() - record["at"] < RECENT_SECONDS for record in records)


def can_confirm(user: User) -> bool:
    """Whether there is something to confirm with: a password or a second factor. Others get codes by mail."""
    return user.has_usable_password() or is_mfa_enabled(user)


class RecentSignIn(LoginRequiredMixin, View):
    """A view whose POST wants a sign-in of the last five minutes."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Ask for the password or the second factor; allauth then goes on with what was asked for. Whoever has neither
        signs in anew."""
        user = request.user
        if request.method == "POST" and isinstance(user, User) and not has_signed_in_just_now(request):
            if can_confirm(user):
                raise ReauthenticationRequired
            return ask_to_sign_in_again(request)
        return super().dispatch(request, *args, **kwargs)


def ask_to_sign_in_again(request: HttpRequest) -> HttpResponseBase:
    """Sign out, and in again: for those who have neither a password nor a second factor, only codes by mail."""
    address = request.get_full_path()
    logout(request)
    return redirect_to_login(address, login_url=str(settings.LOGIN_URL))
