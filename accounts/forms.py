"""Forms about accounts."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.users.forms import UserCreationForm, UserEditForm

from accounts.models import User
from accounts.services import end_sessions
from accounts.signals import roles_wanted_away


class LowerCaseAddressMixin:
    """Addresses are kept in lower case, so that one person has one account."""

    cleaned_data: dict[str, Any]
    instance: User

    def clean_email(self) -> str:
        """Give the address in lower case; refuse one that has an account."""
        address = str(self.cleaned_data["email"]).strip().lower()
        if User.objects.filter(email__iexact=address).exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(_("There is an account with this address already."), code="duplicate")
        return address


class PortalUserCreationForm(LowerCaseAddressMixin, UserCreationForm):
    """A new account in the admin."""

    class Meta(UserCreationForm.Meta):
        fields = UserCreationForm.Meta.fields | {"language"}


class PortalUserEditForm(LowerCaseAddressMixin, UserEditForm):
    """An account in the admin."""

    class Meta(UserEditForm.Meta):
        fields = UserEditForm.Meta.fields | {"language"}

    def clean(self) -> dict[str, Any]:
        """Refuse where an app above needs the roles that would go."""
        values: dict[str, Any] = super().clean()
        kept = self.cleaned_data.get("groups") if self.cleaned_data.get("is_active", self.instance.is_active) else ()
        if kept is not None:
            for _receiver, words in roles_wanted_away.send(type(self), user=self.instance, groups=list(kept)):
                if words:
                    self.add_error("groups" if "groups" in self.fields else None, words)
        return values

    def save(self, commit: bool = True) -> User:
        """Save; sessions end where a role is taken away or the account is closed: none may wake up again."""
        user: User = super().save(commit)
        is_closed = "is_active" in self.changed_data and not user.is_active
        is_demoted = "is_superuser" in self.changed_data and not user.is_superuser
        if commit and (is_closed or is_demoted or self._has_lost_a_role()):
            end_sessions(user)
        return user

    def _has_lost_a_role(self) -> bool:
        kept = self.cleaned_data.get("groups")
        return kept is not None and not set(self.initial.get("groups", [])) <= set(kept)


class AccountForm(forms.ModelForm[User]):
    """What a person may change about the own account."""

    class Meta:
        model = User
        fields = ["first_name", "last_name", "language"]
