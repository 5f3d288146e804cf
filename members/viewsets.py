"""Members, roles and theme groups in the admin. Editors meet only their own member there."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel, ObjectList, TabbedInterface
from wagtail.admin.views.generic import CreateView, DeleteView, EditView, HistoryView, IndexView, UsageView
from wagtail.admin.viewsets.model import ModelViewSet, ModelViewSetGroup

from members.import_views import may_import
from members.models import Member, ThemeGroup
from members.permissions import MemberPermissionPolicy, can_invite_anybody
from members.role_viewsets import RepresentativeViewSet
from members.services import provision_member

NETWORK_ONLY = "members.change_member"


class OwnInstanceMixin:
    """Refuses a record that the policy does not open to this person; Wagtail itself asks about the model alone."""

    permission_policy: Any
    request: Any

    def get_object(self, *args: Any, **kwargs: Any) -> Model:
        """Fetch the record, or raise `PermissionDenied`."""
        record: Model = super().get_object(*args, **kwargs)  # type: ignore[misc]
        if not self.permission_policy.user_has_permission_for_instance(self.request.user, "change", record):
            raise PermissionDenied
        return record


class MemberIndexView(IndexView):
    """The members that this person may change."""

    def get_base_queryset(self) -> QuerySet[Member]:
        """Leave out other members for an editor."""
        policy = MemberPermissionPolicy(Member)
        return policy.instances_user_has_any_permission_for(self.request.user, ["change", "delete"])


class MemberCreateView(CreateView):
    """A new member comes with profile, editors' group and permissions."""

    def save_instance(self) -> Member:
        """Save the member, then give it what it needs."""
        member: Member = super().save_instance()
        provision_member(member)
        return member


class MemberEditView(OwnInstanceMixin, EditView):
    """One member."""

    def save_instance(self) -> Member:
        """Save the member; a new name is taken over by its editors' group."""
        member: Member = super().save_instance()
        provision_member(member)
        return member


class MemberDeleteView(OwnInstanceMixin, DeleteView):
    """Deleting is for coordinators."""


class MemberHistoryView(OwnInstanceMixin, HistoryView):
    """Who changed this member when."""


class MemberUsageView(OwnInstanceMixin, UsageView):
    """Where this member is referred to."""


CONTACT_PANELS = [
    FieldRowPanel([FieldPanel("kind"), FieldPanel("language")]),
    FieldRowPanel([FieldPanel("name"), FieldPanel("title", help_text=_("Folkhälsostrateg, ordförande …"))]),
    FieldRowPanel([FieldPanel("phone"), FieldPanel("email")]),
    FieldPanel("unit", help_text=_("The office or department: Kontoret Tillväxt och utveckling.")),
    FieldRowPanel([FieldPanel("street_address"), FieldPanel("postcode"), FieldPanel("town")]),
    FieldPanel("user", permission=NETWORK_ONLY, help_text=_("The person's account, if there is one.")),
]

FACT_PANELS = [
    MultiFieldPanel(
        [
            FieldPanel("name", permission=NETWORK_ONLY),
            FieldPanel("official_name", permission=NETWORK_ONLY),
            FieldRowPanel([FieldPanel("kind", permission=NETWORK_ONLY), FieldPanel("code", permission=NETWORK_ONLY)]),
            FieldRowPanel(
                [FieldPanel("county_code", permission=NETWORK_ONLY), FieldPanel("county_name", permission=NETWORK_ONLY)]
            ),
            FieldRowPanel(
                [FieldPanel("latitude", permission=NETWORK_ONLY), FieldPanel("longitude", permission=NETWORK_ONLY)]
            ),
        ],
        heading=_("Who it is"),
    ),
    MultiFieldPanel(
        [
            FieldRowPanel([FieldPanel("population"), FieldPanel("population_year")]),
            FieldPanel("website"),
            FieldPanel("target_areas", help_text=_("The target areas that you work most with.")),
        ],
        heading=_("Facts"),
    ),
    MultiFieldPanel(
        [
            FieldPanel("member_since"),
            FieldPanel("letter_body", help_text=_("Kommunstyrelsen or regionstyrelsen, as a rule.")),
            FieldRowPanel([FieldPanel("letter_decided_on"), FieldPanel("letter_registry_number")]),
            FieldPanel("left_on", permission=NETWORK_ONLY),
            FieldPanel("publishing", permission=NETWORK_ONLY),
        ],
        heading=_("Membership"),
    ),
    MultiFieldPanel(
        [FieldPanel("last_reviewed_on"), FieldPanel("last_reviewed_by")],
        heading=_("Reviewed"),
        help_text=_("Fill this in when you have read through everything and it is right."),
    ),
]


class MemberViewSet(ModelViewSet):
    """Members: contacts first, since they change most."""

    model = Member
    icon = "globe"
    name = "member"
    url_prefix = "members"
    add_to_reference_index = False
    copy_view_enabled = False
    ordering = "name"
    list_display = ["name", "kind", "code", "county_name", "last_reviewed_on"]
    list_filter = ["kind"]
    search_fields = ["name", "official_name", "code", "contacts__name"]
    search_backend_name = None
    index_view_class = MemberIndexView
    add_view_class = MemberCreateView
    edit_view_class = MemberEditView
    delete_view_class = MemberDeleteView
    history_view_class = MemberHistoryView
    usage_view_class = MemberUsageView
    edit_handler = TabbedInterface(
        [
            ObjectList(
                [
                    InlinePanel(
                        "contacts",
                        panels=CONTACT_PANELS,
                        label=_("Contact"),
                        help_text=_(
                            "At least one political and one administrative contact. Shown to everybody: "
                            "tell the person before you write the name here."
                        ),
                    )
                ],
                heading=_("Contacts"),
            ),
            ObjectList(FACT_PANELS, heading=_("Facts")),
            ObjectList(
                [
                    InlinePanel(
                        "political_bodies",
                        panels=[
                            FieldPanel("name", help_text=_("Utskottet för social hållbarhet.")),
                            FieldRowPanel([FieldPanel("kind"), FieldPanel("is_permanent")]),
                            FieldRowPanel([FieldPanel("parent_body"), FieldPanel("since_year")]),
                        ],
                        label=_("Political body"),
                    ),
                    InlinePanel(
                        "strategy_documents",
                        panels=[
                            FieldRowPanel([FieldPanel("title"), FieldPanel("year")]),
                            FieldPanel("description"),
                            FieldPanel("url", help_text=_("Where it can be read, or choose an uploaded document.")),
                            FieldPanel("document"),
                        ],
                        label=_("Strategy document"),
                    ),
                ],
                heading=_("Governance"),
            ),
        ]
    )

    @property
    def permission_policy(self) -> MemberPermissionPolicy:
        """Coordinators all members, editors their own."""
        return MemberPermissionPolicy(Member)


class ThemeGroupViewSet(ModelViewSet):
    """Groups of members' people who work on one theme."""

    model = ThemeGroup
    icon = "group"
    name = "theme-group"
    copy_view_enabled = False
    add_to_reference_index = False
    list_display = ["name_sv", "name_en"]
    form_fields = ["key", "name_sv", "name_en", "description_sv", "description_en", "contacts"]


class NetworkViewSetGroup(ModelViewSetGroup):
    """The menu "The network"."""

    menu_label = _("The network")
    menu_icon = "globe"
    menu_order = 150
    items = (MemberViewSet, RepresentativeViewSet, ThemeGroupViewSet)

    def get_submenu_items(self) -> list[MenuItem]:
        """The lists, and bringing in members."""
        people = CoordinatorsMenuItem(
            _("Coordinators"), reverse("coordinators:list"), name="coordinators", icon_name="user", order=800
        )
        bring_in = MemberImportMenuItem(
            _("Bring in a list"), reverse("member_import:upload"), name="member-import", icon_name="upload", order=900
        )
        return [*super().get_submenu_items(), people, bring_in]


class MemberImportMenuItem(MenuItem):
    """For those who may bring in members."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Coordinators."""
        return may_import(request.user)


class CoordinatorsMenuItem(MenuItem):
    """For those who may invite to every role."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Coordinators."""
        return can_invite_anybody(request.user)
