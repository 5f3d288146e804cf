"""Members' profiles, and the directory above them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, HelpPanel, MultiFieldPanel
from wagtail.fields import RichTextField
from wagtail.models import PagePermissionTester
from wagtail.search import index

from core.blocks import RICH_TEXT_FEATURES, BodyBlock
from core.fields import LeanStreamField
from core.models import TargetArea
from core.pages import BasePage
from members.models.contact import Contact
from members.models.directory import Directory
from members.models.member import Member
from members.models.proposed import proposal_in, with_facts


class ProfilePermissionTester(PagePermissionTester):
    """What a person may do with a profile: its editors fill it, only those above it move, copy or take it away."""

    def _may_place(self) -> bool:
        parent = self.page.get_parent()
        return parent is not None and "change" in self.page_perms_of(parent)

    def page_perms_of(self, page: models.Model) -> set[str]:
        """Give the short names of the permissions ("change", "publish" …) that the user has on another page."""
        if self.user.is_superuser:
            return {"add", "change", "publish"}
        tester = PagePermissionTester(self.user, page)
        return set(tester.permissions)

    def can_delete(self, ignore_bulk: bool = False) -> bool:
        """Only coordinators delete profiles."""
        return bool(super().can_delete(ignore_bulk) and self._may_place())

    def can_unpublish(self) -> bool:
        """Only coordinators take profiles off the site."""
        return bool(super().can_unpublish() and self._may_place())

    def can_move(self) -> bool:
        """Only coordinators move profiles."""
        return bool(super().can_move() and self._may_place())

    def can_copy(self) -> bool:
        """Only coordinators copy profiles."""
        return bool(super().can_copy() and self._may_place())


class MemberIndexPage(BasePage):
    """The directory: all members as a list and on the map."""

    introduction = models.TextField(_("introduction"), blank=True)

    content_panels = [*BasePage.content_panels, FieldPanel("introduction")]

    subpage_types = ["members.MemberPage"]
    max_count_per_parent = 1
    template = "members/member_index_page.html"

    class Meta:
        verbose_name = _("member directory")

    def profiles(self) -> models.QuerySet[MemberPage]:
        """The public profiles of active members, with what a list shows of each; three queries however many."""
        pages: models.QuerySet[MemberPage] = (
            MemberPage.objects.child_of(self)
            .live()
            .public()
            .filter(member__left_on__isnull=True)
            .select_related("member", "locale", "alias_of__locale")
            .prefetch_related("member__target_areas")
        )
        return pages

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Give the template the directory as the visitor asked for it, and the places on the map."""
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        directory = Directory(list(self.profiles()), list(TargetArea.objects.all()), request.GET)
        context.update(directory=directory, markers=map_markers(directory.found, request))
        context["foreign_language"] = self.content_language if self.is_untranslated else ""
        return context


def map_markers(pages: Iterable[MemberPage], request: HttpRequest) -> list[dict[str, Any]]:
    """Give `sweden_map` its places. The pages come with their members (`MemberIndexPage.profiles`)."""
    return [
        {
            "label": page.member.name,
            "url": page.get_url(request),
            "latitude": page.member.latitude,
            "longitude": page.member.longitude,
            "description": page.member.county_name,
            "code": page.member.code,
        }
        for page in pages
    ]


class MemberPage(BasePage):
    """A member's profile in one language. What does not depend on language stands on its `Member`."""

    member = models.ForeignKey(
        "members.Member", verbose_name=_("member"), on_delete=models.PROTECT, related_name="pages"
    )
    introduction = models.TextField(_("introduction"), blank=True)
    policy_text = RichTextField(_("policy"), blank=True, features=RICH_TEXT_FEATURES)
    governing_document = models.CharField(_("governing document"), max_length=200, blank=True)
    governing_document_version = models.CharField(_("version of the governing document"), max_length=100, blank=True)
    governing_document_url = models.URLField(_("address of the governing document"), blank=True)
    health_in_planning = RichTextField(_("health in physical planning"), blank=True, features=RICH_TEXT_FEATURES)
    body = LeanStreamField(BodyBlock(), verbose_name=_("how we work"), blank=True)
    lead_image = models.ForeignKey(
        "wagtailimages.Image",
        verbose_name=_("picture"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    # In drafts: what the member's political bodies, strategies and focus shall be when this is published
    # (members.models.proposed).
    proposed_facts = models.JSONField(null=True, blank=True, editable=False)

    content_panels = [
        HelpPanel(
            _(
                "Contacts, population, letter of intent and other facts are the same in every language. "
                "Change them under Members in the menu."
            )
        ),
        *BasePage.content_panels,
        FieldPanel(
            "introduction", help_text=_("Two or three sentences: who you are, and what your work for health is about.")
        ),
        MultiFieldPanel(
            [
                FieldPanel("policy_text", help_text=_("What you have decided to strive for, in the decision's words.")),
                FieldPanel(
                    "governing_document", help_text=_("Where the policy stands, for example Mål- och resursplanen.")
                ),
                FieldPanel(
                    "governing_document_version",
                    help_text=_("Which version the words are from: for the years 2024–2027, decided 20 November 2023."),
                ),
                FieldPanel("governing_document_url"),
            ],
            heading=_("Policy"),
        ),
        FieldPanel(
            "body", help_text=_("Housing, roads, public transport, water, environment, schools, work: how you do it.")
        ),
        FieldPanel(
            "health_in_planning",
            help_text=_("Equality, gender equality, children's perspective and accessibility in physical planning."),
        ),
        FieldPanel("lead_image"),
    ]
    search_fields = [
        *BasePage.search_fields,
        index.SearchField("introduction"),
        index.SearchField("policy_text"),
        index.SearchField("health_in_planning"),
        index.SearchField("body"),
        index.RelatedFields("member", [index.SearchField("official_name"), index.SearchField("county_name")]),
    ]

    parent_page_types = ["members.MemberIndexPage"]
    template = "members/member_page.html"

    class Meta:
        verbose_name = _("member profile")
        verbose_name_plural = _("member profiles")

    def permissions_for_user(self, user: Any) -> ProfilePermissionTester:
        """Tell what a person may do with this profile."""
        return ProfilePermissionTester(user, self)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Give the template the member with everything its profile shows."""
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        member = Member.objects.for_profile().get(pk=self.member_id)
        if getattr(request, "is_preview", False) and (proposed := proposal_in(self, member=member)[0]):
            member = with_facts(member, proposed)
        people = list(member.contacts.all())
        context.update(
            member=member,
            contact_groups=[
                (label, [person for person in people if person.kind == kind])
                for kind, label in (
                    (Contact.Kind.POLITICAL, _("Political contacts")),
                    (Contact.Kind.ADMINISTRATIVE, _("Administrative contacts")),
                    (Contact.Kind.OTHER, _("Other representatives")),
                )
            ],
            markers=map_markers([self], request),
            foreign_language=self.content_language if self.is_untranslated else "",
            directory_page=self.get_parent(),
        )
        return context
