"""What the coordinator's pages share."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import TemplateView, View
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from accounts.models import User
from ledger.permissions import can_manage


class CoordinatorOnly(View):
    """What only those who keep the ledger may open."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Refuse whoever does not keep the ledger."""
        if not can_manage(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


class LedgerPage(CoordinatorOnly, WagtailAdminTemplateMixin, TemplateView):
    """A page of the ledger, for those who keep it."""

    header_icon = "list-ul"
    http_method_names = ["get", "post"]

    @property
    def user(self) -> User:
        """Who does it."""
        if not isinstance(self.request.user, User):
            raise PermissionDenied
        return self.request.user

    def answer(self, *, status: int = 200, **context: Any) -> HttpResponse:
        """Show the page with these values."""
        return self.render_to_response(self.get_context_data(**context), status=status)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Where this page stands: under the board."""
        return [
            *super().get_breadcrumbs_items(),
            {"url": reverse("ledger_admin:board"), "label": _("Membership ledger")},
            {"url": "", "label": self.get_page_title()},
        ]
