"""What the pages that the portal adds to the Wagtail admin share: who may open them, and where they stand."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.views.generic import TemplateView, View
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from accounts.models import User


class GuardedView(View):
    """A view for some people only. A subclass says for whom; all others are refused before anything is read."""

    def may_open(self, user: User | AnonymousUser) -> bool:
        """Whether this person may be here. Nobody, unless a subclass says so."""
        return False

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Raises PermissionDenied for whoever may not be here."""
        if not self.may_open(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @property
    def user(self) -> User:
        """Who is here. Raises PermissionDenied for a visitor who is not signed in."""
        if not isinstance(self.request.user, User):
            raise PermissionDenied
        return self.request.user


class AdminPage(GuardedView, WagtailAdminTemplateMixin, TemplateView):
    """A page of the admin, in its clothes, right under the admin's first page unless a subclass says where."""

    http_method_names = ["get", "post"]

    def answer(self, *, status: int = 200, **context: Any) -> HttpResponse:
        """Show the page with these values."""
        return self.render_to_response(self.get_context_data(**context), status=status)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Where this page stands."""
        return [*super().get_breadcrumbs_items(), *self.trail(), {"url": "", "label": self.get_page_title()}]

    def trail(self) -> list[dict[str, Any]]:
        """The pages between the admin's first page and this one, as `url` and `label`."""
        return []
