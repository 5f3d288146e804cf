"""Allauth's forms as the portal shows them: with labels alone."""

from typing import Any

from allauth.account.forms import (
    ChangePasswordForm,
    ConfirmLoginCodeForm,
    LoginForm,
    ReauthenticateForm,
    RequestLoginCodeForm,
    ResetPasswordForm,
    ResetPasswordKeyForm,
    SetPasswordForm,
)
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as ReauthenticateByCodeForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django.forms import BaseForm
from django.utils.translation import gettext_lazy as _


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


class FirstPasswordForm(WithoutPlaceholders, SetPasswordForm):
    """Asks whoever has none for a password."""


class MailedCodeForm(WithoutPlaceholders, RequestLoginCodeForm):
    """Asks for the address that a code is mailed to."""


class ConfirmMailedCodeForm(WithoutPlaceholders, ConfirmLoginCodeForm):
    """Asks for the mailed code."""


class PasswordAgainForm(WithoutPlaceholders, ReauthenticateForm):
    """Asks for the password before something important changes."""


class SecondFactorForm(WithoutPlaceholders, AuthenticateForm):
    """Asks for the app's code, or a recovery code."""


class SecondFactorAgainForm(WithoutPlaceholders, ReauthenticateByCodeForm):
    """Asks for a code before something important changes."""


class NewAppForm(WithoutPlaceholders, ActivateTOTPForm):
    """Asks for the first code of a new app."""


class NewPasskeyForm(AddWebAuthnForm):
    """A new key: one that signs in alone, unless the person takes the tick away."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Name")
        self.fields["passwordless"].initial = True
        self.fields["passwordless"].label = _("Sign in with it alone, without a password")
        self.fields["passwordless"].help_text = _("The device then asks for fingerprint, face or PIN.")
