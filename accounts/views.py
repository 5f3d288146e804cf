"""The person's own page."""

from __future__ import annotations

from typing import Any

from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse_lazy
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.generic import UpdateView
from django.views.generic.base import View

from accounts.addresses import ask_to_verify, read_key, vouch_for_address
from accounts.forms import AccountForm
from accounts.models import User
from accounts.sso.people import providers_of
from core.rate_limits import is_too_often

HOUR = 3600


class AccountView(LoginRequiredMixin, UpdateView[User, AccountForm]):
    """Name, language of mails, and whom one represents."""

    form_class = AccountForm
    template_name = "accounts/account.html"
    success_url = reverse_lazy("accounts:account")

    def get_object(self, queryset: object = None) -> User:
        """The person signed in, and nobody else."""
        assert self.request.user.is_authenticated  # LoginRequiredMixin has seen to it
        return self.request.user

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the providers by which the person signs in, too."""
        return super().get_context_data(**kwargs, providers=providers_of(self.request, self.get_object()))

    def form_valid(self, form: AccountForm) -> HttpResponse:
        """Save, and say so."""
        messages.success(self.request, _("Saved."))
        return super().form_valid(form)


class VerifyAddressView(View):
    """Sends the person a link that shows the account's address to be the person's own; only by POST."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        """Send it, at most three times an hour."""
        if not isinstance(request.user, User):
            return redirect_to_login(str(reverse_lazy("accounts:account")))
        if is_too_often("verify-address", str(request.user.pk), most=3, seconds=HOUR):
            messages.warning(
                request, _("You have asked for this a few times already. Look in your inbox, or try later.")
            )
        else:
            ask_to_verify(request.user)
            messages.success(request, _("A link is on its way to %(address)s.") % {"address": request.user.email})
        return redirect("accounts:account")


@method_decorator(never_cache, name="dispatch")
class ConfirmAddressView(View):
    """Where the mailed link leads: a page that asks; only a POST confirms."""

    def get(self, request: HttpRequest, key: str) -> HttpResponse:
        """Ask."""
        person = read_key(key)
        return render(request, "accounts/confirm_address.html", {"person": person}, status=200 if person else 404)

    def post(self, request: HttpRequest, key: str) -> HttpResponse:
        """Note that the address is the person's own."""
        person = read_key(key)
        if person is None:
            return self.get(request, key)
        vouch_for_address(person)
        messages.success(request, _("Thank you. The address is yours."))
        return redirect("accounts:account")


class EndSessionView(LoginRequiredMixin, View):
    """Ends one of the person's own sessions."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """End it, and say so."""
        assert request.user.is_authenticated  # LoginRequiredMixin has seen to it
        get_object_or_404(UserSession, pk=pk, user_id=request.user.pk).end()
        messages.success(request, _("The session is ended."))
        return redirect("usersessions_list")
