"""Addresses in the admin, under /admin/meetings/meeting/."""

from django.urls import path

from meetings import admin_views
from meetings.agenda.admin_views import AgendaView, SendPapersView

app_name = "meetings_admin"

urlpatterns = [
    path("<int:pk>/agenda/", AgendaView.as_view(), name="agenda"),
    path("<int:pk>/agenda/send/", SendPapersView.as_view(), name="papers-send"),
    path("<int:pk>/announce/", admin_views.AnnounceView.as_view(), name="announce"),
    path("<int:pk>/cancel/", admin_views.CancelView.as_view(), name="cancel"),
    path("<int:pk>/people/", admin_views.PeopleView.as_view(), name="people"),
    path("<int:pk>/people.csv", admin_views.PeopleExportView.as_view(), name="people-export"),
    path("<int:pk>/remind/", admin_views.RemindView.as_view(), name="remind"),
    path("<int:pk>/remove/<int:invitation_pk>/", admin_views.RemoveView.as_view(), name="remove"),
]
