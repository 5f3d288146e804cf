"""Inviting people to my member."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.generic import FormView

from core.rate_limits import is_too_often
from members.forms import InviteForm
from members.inviting import InvitationError, Invitee, invite_person, resend_invitation, withdraw_invitation
from members.models import RoleInvitation
from members.permissions import visible_invitations
from my_pages.member_views import ChangingView

MAILS_PER_HOUR = 100


class InvitingView(ChangingView):
    """A page that mails invitations."""

    def may_mail(self) -> bool:
        """Whether this person may send one more now; says so where not. The same count as in the admin."""
        if not is_too_often("invite", str(self.user.pk), most=MAILS_PER_HOUR, seconds=3600):
            return True
        messages.error(self.request, _("That is many invitations in one hour. Go on a little later."))
        return False

    def say_sent(self, address: str) -> None:
        """Tell that the mail is on its way, whoever has an account."""
        messages.success(self.request, _("The invitation is on its way to %(address)s.") % {"address": address})


class InviteView(InvitingView, FormView[InviteForm]):
    """Asks whom to invite to what."""

    template_name = "my_pages/invite.html"

    def get_form(self, form_class: type[InviteForm] | None = None) -> InviteForm:
        """The form of the admin, for this member alone."""
        data = self.request.POST.copy() if self.request.method == "POST" else None
        if data is not None:
            data["member"] = str(self.member.pk)
        form = InviteForm(data, user=self.user)
        form.fields["member"].widget = form.fields["member"].hidden_widget()
        form.fields["member"].initial = self.member.pk
        roles = form.fields["role"]
        roles.choices = [  # type: ignore[attr-defined]
            (role, words)
            for role, words in roles.choices  # type: ignore[attr-defined]
            if role != RoleInvitation.Role.COORDINATOR
        ]
        return form

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Whose people they become."""
        return super().get_context_data(**kwargs, member=self.member)

    def form_valid(self, form: InviteForm) -> HttpResponse:
        """Mail the invitation."""
        if self.may_mail():
            values = form.cleaned_data
            invite_person(
                Invitee(values["address"], values["first_name"], values["last_name"], values["language"]),
                role=RoleInvitation.Role(values["role"]),
                member=self.member,
                invited_by=self.user,
                at=timezone.now(),
            )
            self.say_sent(values["address"])
        return self.to_overview()


class InvitationView(InvitingView):
    """Sends an invitation again, or withdraws it."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int, invitation: int) -> HttpResponse:
        """Do it, or say why not."""
        found = get_object_or_404(visible_invitations(self.user), pk=invitation, member=self.member)
        action = request.POST.get("action")
        if action not in ("resend", "withdraw"):
            raise Http404
        try:
            if action == "withdraw":
                withdraw_invitation(found, at=timezone.now())
                messages.success(request, _("The invitation is withdrawn; its link no longer works."))
            elif self.may_mail():
                resend_invitation(found, at=timezone.now())
                self.say_sent(found.address)
        except InvitationError as error:
            messages.error(request, _("That is not possible: %(state)s.") % {"state": error.state.label.lower()})
        return self.to_overview()
