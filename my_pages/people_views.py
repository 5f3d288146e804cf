"""Ending and changing the roles of my member's people."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from members.ending import (
    change_role,
    hand_over_and_end,
    has_other_role,
    is_last_editor,
    successors_of,
    what_is_left,
)
from members.models import Representative
from members.permissions import can_invite_anybody
from members.services import RoleError
from my_pages.member_views import ChangingView


class SuccessorForm(forms.Form):
    """Who takes over; needed where something would be nobody's."""

    successor = forms.ModelChoiceField(
        label=gettext_lazy("Who takes over"), queryset=User.objects.none(), empty_label=gettext_lazy("Choose a person")
    )

    leaves_rest = forms.BooleanField(label=gettext_lazy("End the role although nobody takes over"))

    def __init__(self, *args: Any, people: list[User], is_needed: bool, may_leave: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if may_leave:
            del self.fields["successor"]
            return
        del self.fields["leaves_rest"]
        field = self.fields["successor"]
        field.queryset = User.objects.filter(pk__in=[person.pk for person in people])  # type: ignore[attr-defined]
        field.required = is_needed


class RoleView(ChangingView):
    """A page about one role that somebody has for the member today."""

    @cached_property
    def role(self) -> Representative:
        """The role of the address; one of another member, or of the past, is not there."""
        roles = Representative.objects.current().select_related("user", "member")
        return get_object_or_404(roles, pk=self.kwargs["role"], member=self.member)

    def done(self, words: str) -> HttpResponse:
        """Say what was done. Who has ended the own role is signed out, and sees the sign-in page."""
        if self.role.user_id == self.user.pk:
            return redirect("my_pages:start")
        messages.success(self.request, words)
        return self.to_overview()


class EndRoleView(RoleView):
    """Shows what the person has in hand, and asks who takes it over; then ends the role."""

    def get(self, request: HttpRequest, pk: int, role: int) -> HttpResponse:
        """Ask."""
        return self._show(self._form(None))

    def post(self, request: HttpRequest, pk: int, role: int) -> HttpResponse:
        """End it, and hand over."""
        form = self._form(request.POST)
        if not form.is_valid():
            return self._show(form, status=422)
        try:
            hand_over_and_end(
                self.role,
                successor=form.cleaned_data.get("successor"),
                by=self.user,
                at=timezone.now(),
                leaves_rest=form.cleaned_data.get("leaves_rest", False),
            )
        except RoleError:
            # Somebody else was quicker: show how it stands now.
            form.add_error(None, _("Something has changed since you opened the page. Look again, then press."))
            return self._show(form, status=409)
        return self.done(
            _("The role of %(name)s has ended. Those concerned are told by mail.") % {"name": self.role.user}
        )

    @cached_property
    def _is_last(self) -> bool:
        return is_last_editor(self.role)

    @cached_property
    def _left(self) -> list[Any]:
        return what_is_left(self.role)

    @cached_property
    def _is_needed(self) -> bool:
        return bool(self._is_last or self._left)

    @cached_property
    def _people(self) -> list[User]:
        return successors_of(self.role)

    @property
    def _may_leave(self) -> bool:
        """A coordinator ends the role of somebody whom nobody of the member's can follow."""
        return self._is_needed and not self._people and can_invite_anybody(self.user)

    def _form(self, data: Any) -> SuccessorForm:
        return SuccessorForm(data, people=self._people, is_needed=self._is_needed, may_leave=self._may_leave)

    def _show(self, form: SuccessorForm, *, status: int = 200) -> HttpResponse:
        context = {
            "member": self.member,
            "role": self.role,
            "form": form,
            "left": self._left,
            "is_last": self._is_last,
            "is_needed": self._is_needed,
            "has_successors": bool(self._people),
            "may_leave": self._may_leave,
            "goes_on": has_other_role(self.role),
            "is_own": self.role.user_id == self.user.pk,
        }
        return render(self.request, "my_pages/end-role.html", context, status=status)


class ChangeRoleView(RoleView):
    """Asks before it makes an editor of a representative, or the other way round."""

    def get(self, request: HttpRequest, pk: int, role: int) -> HttpResponse:
        """Ask."""
        return self._show()

    def post(self, request: HttpRequest, pk: int, role: int) -> HttpResponse:
        """Change it."""
        if request.POST.get("role") != self._other:
            raise Http404
        try:
            change_role(self.role, to=self._other, by=self.user, at=timezone.now())
        except RoleError:
            return self._show(status=409)
        return self.done(_("The role of %(name)s is changed, and the person is told.") % {"name": self.role.user})

    @property
    def _other(self) -> str:
        roles = Representative.Role
        return roles.REPRESENTATIVE.value if self.role.role == roles.EDITOR else roles.EDITOR.value

    def _show(self, *, status: int = 200) -> HttpResponse:
        context = {
            "member": self.member,
            "role": self.role,
            "other": self._other,
            "other_label": Representative.Role(self._other).label,
            "is_last": is_last_editor(self.role),
            "has_both": has_other_role(self.role),
            "is_own": self.role.user_id == self.user.pk,
        }
        return render(self.request, "my_pages/change-role.html", context, status=status)
