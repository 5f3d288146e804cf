"""Addresses in the admin, under /admin/meetings/meeting/."""

from django.urls import path

from meetings import admin_views, announce_views, series_views
from meetings.agenda.admin_views import AgendaView, SendPapersView
from meetings.minutes import admin_views as minutes_views
from meetings.minutes.secretary_views import SecretariesView
from meetings.seats.admin_views import SeatsView

app_name = "meetings_admin"

urlpatterns = [
    path("<int:pk>/agenda/", AgendaView.as_view(), name="agenda"),
    path("<int:pk>/agenda/send/", SendPapersView.as_view(), name="papers-send"),
    path("<int:pk>/minutes/", minutes_views.MinutesView.as_view(), name="minutes"),
    path("<int:pk>/minutes/<int:item_pk>/", minutes_views.MinutesItemView.as_view(), name="minutes-item"),
    path("<int:pk>/minutes/adjust/", minutes_views.AdjustView.as_view(), name="minutes-adjust"),
    path("<int:pk>/minutes/secretaries/", SecretariesView.as_view(), name="secretaries"),
    path("<int:pk>/attendance/", minutes_views.AttendanceView.as_view(), name="attendance"),
    path("<int:pk>/attendance.xlsx", minutes_views.AttendanceExportView.as_view(), name="attendance-export"),
    path("<int:pk>/action/<int:action_pk>/done/", minutes_views.ActionDoneView.as_view(), name="action-done"),
    path("<int:pk>/announce/", announce_views.AnnounceView.as_view(), name="announce"),
    path("<int:pk>/announce/people/", announce_views.ChoosePeopleView.as_view(), name="choose-people"),
    path("<int:pk>/announce/guest/", announce_views.ChooseGuestView.as_view(), name="choose-guest"),
    path("<int:pk>/announce/drop/<int:chosen_pk>/", announce_views.DropChosenView.as_view(), name="drop-chosen"),
    path("<int:pk>/cancel/", admin_views.CancelView.as_view(), name="cancel"),
    path("<int:pk>/people/", admin_views.PeopleView.as_view(), name="people"),
    path("<int:pk>/people/live/", admin_views.LiveView.as_view(), name="people-live"),
    path("<int:pk>/people.csv", admin_views.PeopleExportView.as_view(), name="people-export"),
    path("<int:pk>/series/", series_views.SeriesView.as_view(), name="series"),
    path("<int:pk>/series/make/", series_views.MakeSeriesView.as_view(), name="series-make"),
    path("<int:pk>/series/dissolve/", series_views.DissolveSeriesView.as_view(), name="series-dissolve"),
    path("<int:pk>/series/change/", series_views.ChangeFollowingView.as_view(), name="series-change"),
    path("<int:pk>/series/cancel/", series_views.CancelFollowingView.as_view(), name="series-cancel"),
    path(
        "<int:pk>/series/remove/<int:invitation_pk>/",
        series_views.RemoveFromSeriesView.as_view(),
        name="series-remove",
    ),
    path("<int:pk>/seats/", SeatsView.as_view(), name="seats"),
    path("<int:pk>/remind/", admin_views.RemindView.as_view(), name="remind"),
    path("<int:pk>/remove/<int:invitation_pk>/", admin_views.RemoveView.as_view(), name="remove"),
]
