"""My member: its profile, its contacts and its people."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import TemplateView
from wagtail.log_actions import log

from accounts.second_factor import address_to_show_it, is_missing_second_factor
from core.sorting import swedish_key
from members.models import Contact, Member, Representative, RoleInvitation
from my_pages.frame import MyPage
from my_pages.member_forms import SIGNS, ContactRows, ProfileForm, contacts_version
from my_pages.permissions import can_change, own_members, visible_members
from my_pages.profiles import (
    NotAllowedError,
    Profile,
    StaleProfileError,
    profile_of,
    save_profile,
    write_draft,
)
from my_pages.words import contact_words, what_is_saved


class MemberPageBase(MyPage):
    """A page about one member that is mine, or that I may change."""

    @cached_property
    def member(self) -> Member:
        """The member of the address; for everybody else it is as if there were none."""
        member = Member.objects.for_profile().filter(pk=self.kwargs["pk"]).first()
        if member is None or not (own_members(self.user).filter(pk=member.pk).exists() or self.can_change(member)):
            raise Http404
        return member

    def can_change(self, member: Member) -> bool:
        """Whether I may change it."""
        return can_change(self.user, member)

    @cached_property
    def profile(self) -> Profile | None:
        """Its profile."""
        return profile_of(self.member, self.user)


class ChangingView(MemberPageBase):
    """A page that changes the member: for its editors and coordinators, with a second factor as in the admin."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Refuse, ask for the second factor, or answer."""
        if request.user.is_authenticated:
            if not self.can_change(self.member):
                raise PermissionDenied
            if is_missing_second_factor(request, self.user):
                return HttpResponseRedirect(address_to_show_it(self.user, request.get_full_path()))
        return super().dispatch(request, *args, **kwargs)

    def to_overview(self) -> HttpResponse:
        """Back to the member."""
        return redirect("my_pages:member-overview", pk=self.member.pk)


class MembersView(MyPage, TemplateView):
    """Where one represents a single member, that one; else the choice. A coordinator chooses among all."""

    template_name = "my_pages/members.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the member, or the list."""
        members = sorted(visible_members(self.user), key=lambda member: swedish_key(member.name))
        if len(members) == 1:
            return redirect("my_pages:member-overview", pk=members[0].pk)
        return self.render_to_response(self.get_context_data(members=members))


class MemberView(MemberPageBase, TemplateView):
    """Where the profile stands, whom others may call, and who has which role."""

    template_name = "my_pages/member.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The member with its people; invitations for those who may invite."""
        may_change = self.can_change(self.member)
        invitations = RoleInvitation.objects.open().filter(member=self.member) if may_change else []
        now = timezone.now()
        return super().get_context_data(
            **kwargs,
            member=self.member,
            profile=self.profile,
            may_change=may_change,
            people=self.member.representatives.current().select_related("user").order_by("user__last_name", "pk"),
            earlier=self._earlier_roles() if may_change else [],
            invitations=[(invitation, invitation.state_at(now)) for invitation in invitations],
        )

    def _earlier_roles(self) -> list[Representative]:
        return list(self.member.representatives.ended().select_related("user", "successor", "ended_by")[:50])


class ProfileView(ChangingView):
    """The profile as a form. Nothing that was typed is lost, whatever is wrong with it and whoever was quicker."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show the draft."""
        profile = self.known_profile
        return self._show(profile, ProfileForm(texts=profile.texts, facts=profile.facts))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Save; then publish it, or ask for approval, as the button said."""
        profile, form = self.known_profile, self.bound_form()
        if not form.is_valid():
            return self._show(profile, form, status=422)
        action = request.POST.get("action", "save")
        try:
            save_profile(
                profile,
                form.written_texts,
                form.written_facts,
                version=request.POST.get("version", ""),
                follow_up=action if action in ("publish", "submit") else "",
            )
        except StaleProfileError:
            return self._show(profile, form, status=409, saved=what_is_saved(profile, form))
        except NotAllowedError:
            return self._show(profile, form, status=403)
        messages.success(request, said(action))
        return self.to_overview()

    @property
    def known_profile(self) -> Profile:
        """The profile; a member that has no page yet has none."""
        if self.profile is None:
            raise Http404
        return self.profile

    def bound_form(self) -> ProfileForm:
        """What was typed."""
        profile = self.known_profile
        return ProfileForm(texts=profile.texts, facts=profile.facts, data=self.request.POST)

    def _show(
        self, profile: Profile, form: ProfileForm, *, status: int = 200, saved: list[tuple[str, str]] | None = None
    ) -> HttpResponse:
        context = {
            "member": self.member,
            "profile": profile,
            "form": form,
            "saved": saved,
            "is_stale": saved is not None,
            "signs": SIGNS,
        }
        return render(self.request, "my_pages/profile.html", context, status=status)


class ProfilePreviewView(ProfileView):
    """The profile's page as it would be with what is in the form; nothing is saved."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show it as the public would see it."""
        profile, form = self.known_profile, self.bound_form()
        if not form.is_valid():
            return self._show(profile, form, status=422)
        draft = write_draft(profile, form.written_texts, form.written_facts)
        messages.info(request, _("This is a preview. Nothing is saved. Close this tab to go on writing."))
        request.is_preview = True  # type: ignore[attr-defined]
        answer: HttpResponse = draft.serve_preview(request, draft.default_preview_mode)
        answer.headers["X-Robots-Tag"] = "noindex"
        return answer


class ContactsView(ChangingView):
    """The contacts as a form. They are people's data: changed at once, and kept in no draft."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show them."""
        return self._show(ContactRows(queryset=self._contacts(), prefix="contacts"))

    @transaction.atomic
    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Save them, unless somebody else was quicker."""
        Member.objects.select_for_update().get(pk=self.member.pk)
        rows = ContactRows(request.POST, queryset=self._contacts(), prefix="contacts")
        # Before it is cleaned: cleaning writes what was typed into the contacts.
        is_stale = request.POST.get("version") != contacts_version(list(self._contacts()))
        if not rows.is_valid():
            return self._show(rows, status=422)
        if is_stale:
            return self._show(rows, status=409, saved=[contact_words(contact) for contact in self._contacts()])
        for contact in rows.save(commit=False):
            contact.member = self.member
            contact.save()
        for contact in rows.deleted_objects:
            contact.delete()
        log(self.member, "wagtail.edit", user=self.user)
        messages.success(request, _("The contacts are saved, and shown on the site."))
        return self.to_overview()

    def _contacts(self) -> Any:
        return Contact.objects.filter(member=self.member).order_by("sort_order", "pk")

    def _show(self, rows: Any, *, status: int = 200, saved: list[tuple[str, str]] | None = None) -> HttpResponse:
        context = {
            "member": self.member,
            "rows": rows,
            "saved": saved,
            "is_stale": saved is not None,
            "version": contacts_version(list(self._contacts())),
        }
        return render(self.request, "my_pages/contacts.html", context, status=status)


def said(action: str) -> str:
    """What was done, in words."""
    return {
        "publish": _("Published. The profile is on the site as you wrote it."),
        "submit": _("Saved, and sent for approval. You are told when it is published."),
    }.get(action, _("Saved as a draft. The site is as it was."))
