"""Allauth's forms as the portal shows them: with labels alone."""

from typing import Any

from allauth.account.forms import ChangePasswordForm, LoginForm, ResetPasswordForm, ResetPasswordKeyForm
from django.forms import BaseForm


class WithoutPlaceholders(BaseForm):
    """Takes placeholders away: every field has its label, and a pale copy of it vanishes while one types."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)


class SignInForm(WithoutPlaceholders, LoginForm):
    """Address and password."""


class ForgottenPasswordForm(WithoutPlaceholders, ResetPasswordForm):
    """Asks for the address."""


class NewPasswordForm(WithoutPlaceholders, ResetPasswordKeyForm):
    """Asks for a new password after the mailed link."""


class OtherPasswordForm(WithoutPlaceholders, ChangePasswordForm):
    """Asks for the old password and a new one."""
