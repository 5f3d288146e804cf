"""The page that an invitation's mail leads to. Looking changes nothing; only the button accepts."""

from __future__ import annotations

from allauth.account.internal.flows.login import perform_password_login
from allauth.account.models import Login
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic import View

from accounts.models import User
from accounts.sso.people import providers_for
from members.forms import AcceptForm
from members.inviting import (
    InvitationError,
    WrongPersonError,
    accept_as_new,
    accept_as_owner,
    account_of,
    find_invitation,
)
from members.models import RoleInvitation
from members.services import RoleError


@method_decorator([sensitive_post_parameters(), never_cache], name="dispatch")
class InvitationView(View):
    """Shows an invitation, and accepts it."""

    invitation: RoleInvitation

    def dispatch(self, request: HttpRequest, token: str) -> HttpResponseBase:
        """Find the invitation, or say why there is none; keep its address a secret."""
        found = find_invitation(token)
        if found is None:
            response: HttpResponseBase = self._closed(request, "unknown", status=404)
        elif (state := found.state_at(timezone.now())) != RoleInvitation.State.WAITING:
            response = self._closed(request, state, found)
        else:
            self.invitation = found
            response = super().dispatch(request)
        response.headers["Referrer-Policy"] = "same-origin"
        response.headers["X-Robots-Tag"] = "noindex"
        return response

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show who invites to what, and the form."""
        return self._show(request, AcceptForm(invitation=self.invitation))

    def post(self, request: HttpRequest) -> HttpResponse:
        """Accept, as a new person or as the owner of the account."""
        try:
            return self._accept(request)
        except InvitationError as error:
            return self._closed(request, error.state, self.invitation)
        except (WrongPersonError, RoleError):
            return self._show(request, AcceptForm(invitation=self.invitation), status=409)

    def _accept(self, request: HttpRequest) -> HttpResponse:
        if account_of(self.invitation) is not None:
            if not isinstance(request.user, User):
                return self._show(request, AcceptForm(invitation=self.invitation), status=403)
            accept_as_owner(self.invitation, user=request.user, at=timezone.now())
            messages.success(request, _("Welcome! Your role: %(role)s.") % {"role": self.invitation.role_words})
            return redirect("accounts:account")
        form = AcceptForm(request.POST, invitation=self.invitation)
        if request.user.is_authenticated or not form.is_valid():
            return self._show(request, form, status=422)
        user = accept_as_new(
            self.invitation,
            first_name=form.cleaned_data["first_name"],
            last_name=form.cleaned_data["last_name"],
            password=form.cleaned_data["password1"] or None,
            at=timezone.now(),
        )
        messages.success(request, _("Welcome! Your role: %(role)s.") % {"role": self.invitation.role_words})
        # Without a password, a passkey is what comes next; until there is one, a mailed code signs in.
        onward = None if user.has_usable_password() else reverse("mfa_add_webauthn")
        login = Login(user=user, redirect_url=onward)
        response: HttpResponse = perform_password_login(request, {"email": user.email}, login)
        return response

    def _show(self, request: HttpRequest, form: AcceptForm, *, status: int = 200) -> HttpResponse:
        account = account_of(self.invitation)
        context = {
            "invitation": self.invitation,
            "form": form,
            "has_account": account is not None,
            "is_owner": request.user.is_authenticated and request.user == account,
            "providers": providers_for(request, self.invitation.address),
            "is_closed": account is not None and not account.is_active,
        }
        return render(request, "members/invitation.html", context, status=status)

    def _closed(
        self, request: HttpRequest, state: str, invitation: RoleInvitation | None = None, *, status: int = 410
    ) -> HttpResponse:
        context = {"state": str(state), "invitation": invitation}
        return render(request, "members/invitation_closed.html", context, status=status)
