"""Addresses of meetings, and of the answer page that mails lead to."""

from django.urls import path

from meetings import feeds, views

app_name = "meetings"

urlpatterns = [
    path("kalender.ics", feeds.public_calendar, name="feed"),
    path("<int:pk>.ics", feeds.meeting_calendar, name="meeting-calendar"),
    path("svar/<str:token>/", views.RespondView.as_view(), name="invitation-respond"),
    path("svar/<str:token>/<int:pk>/", views.invited_document, name="invitation-document"),
    path("papper/<uuid:uuid>/", views.document, name="document"),
    path("<int:pk>-<slug:slug>/", views.meeting, name="meeting"),
]
