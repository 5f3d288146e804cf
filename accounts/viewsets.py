"""Users in the admin: coordinators manage accounts, but cannot make, change or become superusers."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.forms import BaseForm
from wagtail.users.views.users import CreateView, EditView, UserViewSet

from accounts.forms import PortalUserCreationForm, PortalUserEditForm
from accounts.models import User


def close_superuser_field(form: BaseForm, user: User) -> None:
    """Let only superusers decide who is one."""
    if not user.is_superuser and "is_superuser" in form.fields:
        form.fields["is_superuser"].disabled = True


class PortalUserCreateView(CreateView):
    """A new account."""

    def get_form(self, form_class: type[BaseForm] | None = None) -> BaseForm:
        """Close what only superusers may set."""
        form: BaseForm = super().get_form(form_class)
        close_superuser_field(form, self.request.user)
        return form


class PortalUserEditView(EditView):
    """An account."""

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        """Refuse superusers' accounts to everybody else: a new password would be a way in."""
        if self.object.is_superuser and not request.user.is_superuser:
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_form(self, form_class: type[BaseForm] | None = None) -> BaseForm:
        """Close what only superusers may set."""
        form: BaseForm = super().get_form(form_class)
        close_superuser_field(form, self.request.user)
        return form


class PortalUserViewSet(UserViewSet):
    """Users, known by their e-mail address."""

    add_view_class = PortalUserCreateView
    edit_view_class = PortalUserEditView

    def get_form_class(self, for_update: bool = False) -> type[BaseForm]:
        """The portal's forms."""
        return PortalUserEditForm if for_update else PortalUserCreationForm
