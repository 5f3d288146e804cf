"""The coordinators in the admin: who they are, and ending the role of one."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.admin.widgets.button import HeaderButton

from accounts.admin_pages import AdminPage
from accounts.models import User
from members.coordinators import LastCoordinatorError, NoCoordinatorError, coordinators, end_coordinator
from members.permissions import can_invite_anybody

LIST_TITLE = gettext_lazy("Coordinators")


class CoordinatorPage(AdminPage):
    """A page for coordinators about coordinators."""

    header_icon = "user"
    page_title = LIST_TITLE

    def may_open(self, user: User | AnonymousUser) -> bool:
        """Only coordinators."""
        return can_invite_anybody(user)


class CoordinatorListView(CoordinatorPage):
    """Who coordinates the network."""

    template_name = "members/admin/coordinators.html"

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        """Invite somebody."""
        return [HeaderButton(_("Invite somebody"), url=reverse("invitations_admin:invite"), icon_name="mail")]

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """All of them; the last one's role cannot be ended."""
        people = list(coordinators())
        return super().get_context_data(people=people, is_last=len(people) == 1, **context)


class EndCoordinatorView(CoordinatorPage):
    """Asks before it ends a coordinator's role."""

    template_name = "members/admin/end_coordinator.html"
    page_title = gettext_lazy("End the coordinator's role")

    def trail(self) -> list[dict[str, Any]]:
        """It stands under the list."""
        return [{"url": reverse("coordinators:list"), "label": LIST_TITLE}]

    @cached_property
    def person(self) -> User:
        """Whose role it is."""
        person = coordinators().filter(pk=self.kwargs["pk"]).first()
        if person is None:
            raise Http404
        return person

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """The person, and who is left."""
        others = list(coordinators().exclude(pk=self.person.pk))
        is_own = self.person.pk == self.request.user.pk
        return super().get_context_data(person=self.person, others=others, is_own=is_own, **context)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """End it, or say why not."""
        try:
            end_coordinator(self.person, by=self.user, at=timezone.now())
        except LastCoordinatorError:
            messages.error(request, _("The network keeps at least one coordinator. Invite somebody first."))
        except NoCoordinatorError:
            messages.info(request, _("The role has ended already."))
        else:
            if self.person == self.user:
                return redirect("account_login")
            messages.success(
                request, _("%(name)s is no longer a coordinator, and is told by mail.") % {"name": self.person}
            )
        return redirect("coordinators:list")
