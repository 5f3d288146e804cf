"""Inviting people, in the admin. Each page asks first; only a POST acts."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.widgets.button import HeaderButton

from accounts.admin_pages import AdminPage
from accounts.models import User
from core.rate_limits import is_too_often
from members.forms import InviteForm
from members.inviting import InvitationError, Invitee, invite_person, resend_invitation, withdraw_invitation
from members.models import RoleInvitation
from members.permissions import members_to_invite_for, visible_invitations

PER_PAGE = 50
MAILS_PER_HOUR = 100
LIST_TITLE = gettext_lazy("Invitations to the portal")


def may_invite(user: Any) -> bool:
    """Whether there is somebody that this person may invite."""
    return user.is_authenticated and members_to_invite_for(user).exists()


class InvitationAdminPage(AdminPage):
    """A page for those who may invite."""

    header_icon = "mail"

    def may_open(self, user: User | AnonymousUser) -> bool:
        """Only those who may invite somebody."""
        return may_invite(user)

    def may_mail(self) -> bool:
        """Whether this person may send one more invitation now; says so where not."""
        if not is_too_often("invite", str(self.user.pk), most=MAILS_PER_HOUR, seconds=3600):
            return True
        messages.error(self.request, _("That is many invitations in one hour. Go on a little later."))
        return False

    def trail(self) -> list[dict[str, Any]]:
        """It stands under the list, unless it is the list."""
        return (
            [] if self.page_title == LIST_TITLE else [{"url": reverse("invitations_admin:list"), "label": LIST_TITLE}]
        )


class InvitationListView(InvitationAdminPage):
    """Who is invited to what, and where each invitation stands."""

    template_name = "members/admin/invitations.html"
    page_title = LIST_TITLE

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        """Invite somebody."""
        return [HeaderButton(_("Invite somebody"), url=reverse("invitations_admin:invite"), icon_name="mail")]

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """One page of invitations, latest first."""
        found = visible_invitations(self.user).select_related("member", "invited_by")
        page = Paginator(found, PER_PAGE).get_page(self.request.GET.get("p"))
        now = timezone.now()
        for invitation in page.object_list:
            invitation.state = invitation.state_at(now)  # type: ignore[attr-defined]
        return super().get_context_data(page=page, **context)


class InviteView(InvitationAdminPage, FormView[InviteForm]):
    """Asks whom to invite to what."""

    template_name = "members/admin/invite.html"
    form_class = InviteForm
    page_title = gettext_lazy("Invite somebody")

    def get_form_kwargs(self) -> dict[str, Any]:
        """What stands to choose depends on who invites."""
        return {**super().get_form_kwargs(), "user": self.user}

    def form_valid(self, form: InviteForm) -> HttpResponse:
        """Mail the invitation. The words are the same whether the address has an account or not."""
        if self.may_mail():
            values = form.cleaned_data
            invite_person(
                Invitee(values["address"], values["first_name"], values["last_name"], values["language"]),
                role=RoleInvitation.Role(values["role"]),
                member=values["member"],
                invited_by=self.user,
                at=timezone.now(),
            )
            messages.success(
                self.request, _("The invitation is on its way to %(address)s.") % {"address": values["address"]}
            )
        return redirect("invitations_admin:list")


class InvitationSteerView(InvitationAdminPage):
    """Sends an invitation again, or withdraws it, when asked to."""

    template_name = "members/admin/steer_invitation.html"

    def get_page_title(self) -> str:
        """What is asked."""
        return _("Send the invitation again") if self.kwargs["action"] == "resend" else _("Withdraw the invitation")

    @cached_property
    def invitation(self) -> RoleInvitation:
        """The invitation, if this person may see it."""
        if self.kwargs["action"] not in {"resend", "withdraw"}:
            raise Http404
        return get_object_or_404(visible_invitations(self.user), pk=self.kwargs["pk"])

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """The invitation and what would be done."""
        # Wagtail has its own meaning for `action`.
        shown = {name: value for name, value in context.items() if name != "action"}
        return super().get_context_data(invitation=self.invitation, asked=self.kwargs["action"], **shown)

    def post(self, request: HttpRequest, pk: int, action: str) -> HttpResponse:
        """Do it, or say why not."""
        invitation = self.invitation
        try:
            if action == "withdraw":
                withdraw_invitation(invitation, at=timezone.now())
                messages.success(request, _("The invitation is withdrawn; its link no longer works."))
            elif self.may_mail():
                resend_invitation(invitation, at=timezone.now())
                messages.success(
                    request, _("The invitation is on its way to %(address)s.") % {"address": invitation.address}
                )
        except InvitationError as error:
            messages.error(request, _("That is not possible: %(state)s.") % {"state": error.state.label.lower()})
        return redirect("invitations_admin:list")
