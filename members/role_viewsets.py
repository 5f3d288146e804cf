"""Roles in the admin: given there; ended on the page that asks who takes over."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from wagtail.admin.views.generic import CreateView, EditView
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permission_policies import ModelPermissionPolicy

from members.models import Representative
from members.services import appoint_editor


class RolePermissionPolicy(ModelPermissionPolicy):
    """Roles are given and ended; none is deleted: its permissions would stay, and its history would go."""

    def user_has_permission(self, user: AbstractBaseUser | AnonymousUser, action: str) -> bool:
        """As the model's permissions say, but nobody deletes."""
        return action != "delete" and bool(super().user_has_permission(user, action))


class RepresentativeCreateView(CreateView):
    """Gives a role; an editor gets the permissions with it."""

    def save_instance(self) -> Representative:
        """Appoint the editor, or write down the representative."""
        role: Representative = self.form.save(commit=False)
        if role.role == Representative.Role.EDITOR:
            return appoint_editor(role.member, user=role.user, at=role.started_on)
        role.save()
        return role


class RepresentativeEditView(EditView):
    """Leads to where a role is ended: the page that shows what the person has in hand, and asks who takes it over."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """A role that has ended stands among the member's earlier ones."""
        role: Representative = self.get_object()
        # By name alone: the page stands above this app.
        if role.ended_on is None:
            return redirect("my_pages:member-role-end", pk=role.member_id, role=role.pk)
        return redirect("my_pages:member-overview", pk=role.member_id)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Nothing is changed here."""
        return self.get(request, *args, **kwargs)


class RepresentativeViewSet(ModelViewSet):
    """Who edits for, or represents, which member."""

    model = Representative
    icon = "group"
    name = "representative"
    copy_view_enabled = False
    add_to_reference_index = False
    list_display = ["user", "member", "role", "started_on", "ended_on"]
    list_filter = ["member", "role"]
    add_view_class = RepresentativeCreateView
    edit_view_class = RepresentativeEditView
    form_fields = ["member", "user", "role", "started_on"]

    @property
    def permission_policy(self) -> RolePermissionPolicy:
        """As the model's permissions say, but nobody deletes."""
        return RolePermissionPolicy(Representative)
