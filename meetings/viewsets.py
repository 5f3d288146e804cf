"""Meetings in the admin: the list, the form, and what follows from a change."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, MultiFieldPanel
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import CreateView, DeleteView, EditView
from wagtail.admin.viewsets.model import ModelViewSet, ModelViewSetGroup
from wagtail.admin.widgets.button import Button, HeaderButton

from meetings import services
from meetings.models import Meeting, MeetingKind, Minutes

PEOPLE_LABEL = _("Who comes")
AGENDA_LABEL = _("Agenda and papers")
MINUTES_LABEL = _("Minutes")
ANNOUNCE_LABEL = _("Announce")
SERIES_LABEL = _("The series")


class MeetingCreateView(CreateView):
    """A new draft; its author sees at once how to announce it."""

    def get_success_url(self) -> str:
        """To the draft's page of people, where it is announced."""
        return reverse("meetings_admin:people", args=[self.object.pk])


class MeetingEditView(EditView):
    """A meeting's form. A change that calendars must take over is mailed to those invited."""

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        """The ways to announcing, to the agenda, to the minutes and to the answers."""
        people = reverse("meetings_admin:people", args=[self.object.pk])
        agenda = reverse("meetings_admin:agenda", args=[self.object.pk])
        minutes = reverse("meetings_admin:minutes", args=[self.object.pk])
        buttons = [
            HeaderButton(AGENDA_LABEL, url=agenda, icon_name="list-ol"),
            HeaderButton(MINUTES_LABEL, url=minutes, icon_name="clipboard-list"),
            HeaderButton(PEOPLE_LABEL, url=people, icon_name="group"),
        ]
        if self.object.series_id is not None:
            series = reverse("meetings_admin:series", args=[self.object.pk])
            buttons.append(HeaderButton(SERIES_LABEL, url=series, icon_name="rotate"))
        if self.object.state == Meeting.State.DRAFT:
            url = reverse("meetings_admin:announce", args=[self.object.pk])
            buttons.insert(0, HeaderButton(ANNOUNCE_LABEL, url=url, icon_name="mail"))
        return buttons

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        """What else may be done: call the meeting off."""
        buttons: list[Button] = super().header_more_buttons
        if self.object.state == Meeting.State.DRAFT and self.object.series_id is None:
            url = reverse("meetings_admin:series-make", args=[self.object.pk])
            buttons.append(Button(_("Let it come back"), url=url, icon_name="rotate", priority=10))
        if self.object.is_announced:
            url = reverse("meetings_admin:cancel", args=[self.object.pk])
            buttons.append(Button(_("Call off"), url=url, icon_name="cross", priority=15))
        return buttons

    def save_instance(self) -> Meeting:
        """Save, and tell those invited if time or place is another."""
        with transaction.atomic():
            before = services.calendar_facts(Meeting.objects.select_for_update().get(pk=self.object.pk))
            meeting: Meeting = super().save_instance()
            mailing = services.tell_of_change(meeting, before=before, at=timezone.now(), by=self.request.user)
        if mailing is not None:
            count = mailing.deliveries.count()
            messages.info(
                self.request,
                _now("Time or place has changed: in a minute %(count)d people get a mail about it.") % {"count": count},
            )
        return meeting


class MeetingDeleteView(DeleteView):
    """Deletes a meeting, but never one that has minutes: these are records."""

    def form_valid(self, form: Any) -> HttpResponse:
        """Refuse where there are minutes."""
        if Minutes.objects.filter(meeting=self.object).exists():
            messages.error(self.request, _now("This meeting has minutes and is kept. Call it off instead."))
            return redirect("meeting_records:edit", self.object.pk)
        return super().form_valid(form)


def _starts_words(meeting: Meeting) -> str:
    return str(date_format(meeting.starts_local, "Y-m-d H:i"))


class MeetingViewSet(ModelViewSet):
    """Meetings: draft, announce, follow, move, call off."""

    model = Meeting
    name = "meeting_records"
    url_prefix = "meetings/meetings"
    icon = "date"
    menu_label = _("Meetings")
    menu_name = "meetings-list"
    add_view_class = MeetingCreateView
    edit_view_class = MeetingEditView
    delete_view_class = MeetingDeleteView
    list_display = [
        "title_sv",
        "kind",
        # Wagtail's own date column says "just now" of every day to come.
        Column("starts_words", label=_("Starts"), accessor=_starts_words, sort_key="starts_at"),
        Column("get_audience_display", label=_("For whom")),
        Column("get_state_display", label=_("State")),
    ]
    list_filter = ["state", "kind", "audience"]
    list_per_page = 50
    search_fields = ["title_sv", "title_en", "place"]
    search_backend_name = None
    ordering = ["-starts_at"]
    copy_view_enabled = False
    inspect_view_enabled = False
    panels = [
        HelpPanel(
            _(
                "Saving a draft tells nobody. Once a meeting is announced, a change of time, time zone, place or link "
                "is mailed to everybody invited a minute after you save; other changes are not mailed."
            )
        ),
        MultiFieldPanel([FieldPanel("kind"), FieldPanel("title_sv"), FieldPanel("title_en")], heading=_("What")),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("starts_at"), FieldPanel("ends_at")]),
                FieldPanel("time_zone", help_text=_("Write the times above in Swedish time, whatever the zone.")),
                FieldPanel("place"),
                FieldPanel("online_link"),
            ],
            heading=_("When and where"),
        ),
        MultiFieldPanel(
            [FieldPanel("audience"), FieldPanel("theme_group"), FieldPanel("answer_by")], heading=_("For whom")
        ),
        MultiFieldPanel([FieldPanel("description_sv"), FieldPanel("description_en")], heading=_("Description")),
    ]


class MeetingKindViewSet(ModelViewSet):
    """The kinds of meetings, and how long before a meeting of a kind people are reminded."""

    model = MeetingKind
    name = "meeting_kinds"
    url_prefix = "meetings/kinds"
    icon = "tag"
    menu_label = _("Kinds of meetings")
    list_display = ["name_sv", "notice_days", "answer_reminder_hours", "reminder_hours", "after_hours"]
    copy_view_enabled = False
    panels: list[Any] = [
        FieldPanel("key"),
        FieldPanel("name_sv"),
        FieldPanel("name_en"),
        FieldPanel("sort_order"),
        FieldPanel("notice_days"),
        MultiFieldPanel(
            [
                FieldPanel("answer_reminder_hours"),
                FieldPanel("reminder_hours"),
                FieldPanel("after_hours"),
                FieldPanel("after_text_sv"),
                FieldPanel("after_text_en"),
                FieldRowPanel([FieldPanel("quiet_from"), FieldPanel("quiet_until")]),
            ],
            heading=_("Reminders"),
        ),
    ]


class MeetingsGroup(ModelViewSetGroup):
    """Everything about meetings, under one entry of the menu."""

    items = (MeetingViewSet(), MeetingKindViewSet())
    menu_label = _("Meetings")
    menu_name = "meetings"
    menu_icon = "date"
    menu_order = 250


meetings_group = MeetingsGroup()
