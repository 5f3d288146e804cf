"""The subscribers in the admin: who they are, how they came, and how they leave."""

from __future__ import annotations

from collections.abc import Iterator

from django.contrib.admin.utils import label_for_field
from django.db.models import QuerySet
from django.forms import CheckboxSelectMultiple
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views.generic import EditView, IndexView
from wagtail.admin.viewsets.model import ModelViewSet, ModelViewSetGroup
from wagtail.admin.widgets.button import Button, HeaderButton

from newsletters.exporting import table_response
from newsletters.models import Subscriber
from newsletters.panels import HistoryPanel, ProofPanel
from newsletters.permissions import IMPORT, SubscriberPermissionPolicy
from newsletters.topic_viewset import TopicViewSet

EXPORTED = (
    "address",
    "name",
    "language",
    "state",
    "consent_version",
    "consent_source",
    "consented_at",
    "confirmed_at",
    "unsubscribed_at",
)


class SubscriberIndexView(IndexView):
    """The list of subscribers, with a way to bring in more and to take them away as a file."""

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        """The button to the import."""
        if not self.request.user.has_perm(IMPORT):
            return []
        url = reverse("newsletters_admin:import")
        return [HeaderButton(_("Bring in a list"), url=url, icon_name="upload")]

    def as_spreadsheet(self, queryset: QuerySet[Subscriber], spreadsheet_format: str) -> HttpResponse:
        """The subscribers as CSV or XLSX in which nothing is taken for a formula."""
        header = [label_for_field(name, Subscriber) for name in EXPORTED]
        return table_response(
            header, self._rows(queryset), name=str(self.get_filename()), file_format=spreadsheet_format
        )

    def _rows(self, queryset: QuerySet[Subscriber]) -> Iterator[list[str]]:
        for row in queryset.values_list(*EXPORTED):
            yield [
                timezone.localtime(value).strftime("%Y-%m-%d %H:%M") if hasattr(value, "tzinfo") else str(value or "")
                for value in row
            ]


class SubscriberEditView(EditView):
    """One subscriber, with a way out of the newsletter for somebody who asked by phone."""

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        """What else may be done: end the subscription."""
        buttons: list[Button] = super().header_more_buttons
        if self.object.state != Subscriber.State.UNSUBSCRIBED:
            url = reverse("newsletters_admin:unsubscribe", args=[self.object.pk])
            buttons.append(Button(_("End the subscription"), url=url, icon_name="cross", priority=15))
        return buttons


class SubscriberViewSet(ModelViewSet):
    """Subscribers: search, filter by state and language, change, end, delete, export."""

    model = Subscriber
    name = "subscribers"
    url_prefix = "newsletters/subscribers"
    icon = "mail"
    menu_label = _("Subscribers")
    menu_name = "subscribers"
    index_view_class = SubscriberIndexView
    edit_view_class = SubscriberEditView
    list_display = [
        "address",
        "name",
        Column("get_language_display", label=_("Language")),
        Column("get_state_display", label=_("State")),
        DateColumn("consented_at", label=_("Asked to subscribe"), sort_key="consented_at"),
    ]
    list_filter = ["state", "language"]
    list_export = list(EXPORTED)
    list_per_page = 50
    search_fields = ["address", "name"]
    search_backend_name = None
    ordering = ["address"]
    inspect_view_enabled = True
    inspect_view_fields = [*EXPORTED, "consent_wording", "unsubscribe_reason"]
    copy_view_enabled = False
    panels = [
        MultiFieldPanel(
            [FieldPanel("name"), FieldPanel("language"), FieldPanel("topics", widget=CheckboxSelectMultiple)],
            heading=_("Choices"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("address", read_only=True),
                FieldPanel("state", read_only=True),
            ],
            heading=_("What we know"),
        ),
        ProofPanel(heading=_("Proof of consent")),
        HistoryPanel(heading=_("What was sent, and what came back")),
    ]

    @property
    def permission_policy(self) -> SubscriberPermissionPolicy:
        """Nobody is added by hand."""
        return SubscriberPermissionPolicy(self.model)


class ReadersViewSetGroup(ModelViewSetGroup):
    """The menu "Readers": who gets the newsletter, and about what."""

    menu_label = _("Readers")
    menu_name = "readers"
    menu_icon = "mail"
    menu_order = 320
    items = (SubscriberViewSet, TopicViewSet)

    def get_submenu_items(self) -> list[MenuItem]:
        """The pages that are no rows' own, too."""
        lists = ReadersMenuItem(
            _("Lists"), reverse("newsletters_admin:lists"), name="reader-lists", icon_name="list-ul", order=300
        )
        renewals = ReadersMenuItem(
            _("Say yes again"), reverse("newsletters_admin:renewals"), name="renewals", icon_name="rotate", order=400
        )
        return [*super().get_submenu_items(), lists, renewals]


class ReadersMenuItem(MenuItem):
    """For those who bring in readers."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether this person does."""
        return bool(request.user.has_perm(IMPORT))


readers_viewset_group = ReadersViewSetGroup()
