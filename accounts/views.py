"""The person's own page."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import HttpResponse
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.views.generic import UpdateView

from accounts.forms import AccountForm
from accounts.models import User


class AccountView(LoginRequiredMixin, UpdateView[User, AccountForm]):
    """Name, language of mails, and whom one represents."""

    form_class = AccountForm
    template_name = "accounts/account.html"
    success_url = reverse_lazy("accounts:account")

    def get_object(self, queryset: object = None) -> User:
        """The person signed in, and nobody else."""
        assert self.request.user.is_authenticated  # LoginRequiredMixin has seen to it
        return self.request.user

    def form_valid(self, form: AccountForm) -> HttpResponse:
        """Save, and say so."""
        messages.success(self.request, _("Saved."))
        return super().form_valid(form)
