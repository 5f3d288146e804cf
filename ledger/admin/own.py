"""What an editor sees of the ledger: the own member's row, to read."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy
from django.views.generic import View

from accounts.admin_pages import AdminPage
from accounts.models import User
from ledger.board import read_row
from ledger.permissions import members_to_read
from members.models import Member


class OwnMembersView(View):
    """Leads to the row of the member that the person edits, the first where there are several."""

    http_method_names = ["get"]

    def get(self, request: HttpRequest) -> HttpResponse:
        """Lead there, or refuse whoever edits no member."""
        member = members_to_read(request.user).order_by("name").first()
        if member is None:
            raise PermissionDenied
        return redirect("ledger_admin:own", member.pk)


class OwnMemberView(AdminPage):
    """How the member stands this year, and what is missing."""

    template_name = "ledger/admin/own.html"
    page_title = gettext_lazy("Our membership")
    header_icon = "list-ul"
    http_method_names = ["get"]

    def may_open(self, user: User | AnonymousUser) -> bool:
        """Only those who edit some member; which one, `member` looks at."""
        return members_to_read(user).exists()

    @cached_property
    def member(self) -> Member:
        """The member, if the person edits it."""
        return get_object_or_404(members_to_read(self.request.user), pk=self.kwargs["pk"])

    def get_page_subtitle(self) -> str:
        """Which member."""
        return self.member.name

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """The row of this year, and the other members that the person edits."""
        today = timezone.localdate()
        others = members_to_read(self.request.user).exclude(pk=self.member.pk).order_by("name")
        values = {
            "row": read_row(self.member, today.year, today=today),
            "member": self.member,
            "others": others,
            "year": today.year,
        }
        return super().get_context_data(**{**values, **context})
