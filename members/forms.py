"""Forms about people's roles."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from mailings.addresses import InvalidAddressError, normalize_address
from members.models import Member, RoleInvitation
from members.permissions import can_invite_anybody, members_to_invite_for


class AcceptForm(forms.Form):
    """A new person's name, and the password where the person wants one."""

    first_name = forms.CharField(
        label=_("First name"), max_length=150, widget=forms.TextInput({"autocomplete": "given-name"})
    )
    last_name = forms.CharField(
        label=_("Last name"), max_length=150, widget=forms.TextInput({"autocomplete": "family-name"})
    )
    password1 = forms.CharField(
        label=_("Password"),
        required=False,
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
        help_text=_("At least twelve characters: three or four words that only you would put together are good."),
    )
    password2 = forms.CharField(
        label=_("The password again"),
        required=False,
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, invitation: RoleInvitation, **kwargs: Any) -> None:
        self.invitation = invitation
        names = {"first_name": invitation.first_name, "last_name": invitation.last_name}
        super().__init__(*args, **{"initial": names, **kwargs})

    def clean(self) -> dict[str, Any]:
        """See that the two passwords are one, and a good one."""
        values: dict[str, Any] = super().clean() or self.cleaned_data
        if self.data.get("sign_in_with") == "passkey":
            return values | {"password1": ""}
        password = values.get("password1") or ""
        if password != (values.get("password2") or ""):
            self.add_error("password2", _("The two passwords are not the same."))
        elif not password:
            self.add_error("password1", _("Choose a password."))
        else:
            person = User(
                email=self.invitation.address,
                first_name=values.get("first_name", ""),
                last_name=values.get("last_name", ""),
            )
            try:
                validate_password(password, person)
            except ValidationError as error:
                self.add_error("password1", error)
        return values


class InviteForm(forms.Form):
    """Whom to invite to what. Only what the inviter may give stands to choose."""

    address = forms.CharField(
        label=_("E-mail address"), max_length=254, widget=forms.EmailInput({"autocomplete": "off"})
    )
    first_name = forms.CharField(label=_("First name"), max_length=150, required=False)
    last_name = forms.CharField(label=_("Last name"), max_length=150, required=False)
    language = forms.ChoiceField(label=_("Language of the mail"), choices=[("sv", "Svenska"), ("en", "English")])
    role = forms.ChoiceField(label=_("Role"))
    member = forms.ModelChoiceField(Member.objects.none(), label=_("For which member"), required=False)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        members = members_to_invite_for(user).order_by("name")
        self.fields["member"].queryset = members  # type: ignore[attr-defined]
        roles = RoleInvitation.Role
        given = [roles.EDITOR, roles.REPRESENTATIVE, *([roles.COORDINATOR] if can_invite_anybody(user) else [])]
        self.fields["role"].choices = [(role.value, role.label) for role in given]  # type: ignore[attr-defined]
        if can_invite_anybody(user):
            self.fields["member"].help_text = _("Leave this empty for a coordinator.")
        elif members.count() == 1:
            self.fields["member"].initial = members[0]

    def clean_address(self) -> str:
        """Give the address as the mail's envelope needs it."""
        try:
            return normalize_address(self.cleaned_data["address"])
        except InvalidAddressError as error:
            raise ValidationError(str(error)) from error

    def clean(self) -> dict[str, Any]:
        """A coordinator is nobody's; everybody else is some member's."""
        values: dict[str, Any] = super().clean() or self.cleaned_data
        if values.get("role") == RoleInvitation.Role.COORDINATOR:
            values["member"] = None
        elif "role" in values and "member" in values and values["member"] is None:
            self.add_error("member", _("Choose the member."))
        return values
