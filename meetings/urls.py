"""Addresses of meetings, and of the answer page that mails lead to."""

from django.urls import path

from meetings import feeds, views
from meetings.minutes import pack_views
from meetings.minutes import views as minutes_views
from meetings.registration import views as registration_views
from meetings.seats.views import OfferView, SubstituteView

app_name = "meetings"

urlpatterns = [
    path("kalender.ics", feeds.public_calendar, name="feed"),
    path("kalender/<slug:key>.ics", feeds.group_calendar, name="group-feed"),
    path("min-kalender/<str:token>.ics", feeds.own_calendar, name="own-feed"),
    path("<int:pk>.ics", feeds.meeting_calendar, name="meeting-calendar"),
    path("svar/<str:token>/", views.RespondView.as_view(), name="invitation-respond"),
    path("svar/<str:token>/ersattare/", SubstituteView.as_view(), name="invitation-substitute"),
    path("<int:pk>/anmalan/", registration_views.RegisterView.as_view(), name="registration"),
    path("<int:pk>/anmalan/tack/", registration_views.RequestedView.as_view(), name="registration-requested"),
    path("anmalan/<str:token>/", registration_views.ConfirmView.as_view(), name="registration-confirm"),
    path("plats/<str:token>/", OfferView.as_view(), name="seat-offer"),
    path("svar/<str:token>/<int:pk>/", views.invited_document, name="invitation-document"),
    path("svar/<str:token>/protokoll/", minutes_views.invited_minutes_page, name="invitation-minutes"),
    path("svar/<str:token>/protokoll.txt", minutes_views.invited_minutes_text, name="invitation-minutes-text"),
    path("svar/<str:token>/utskrift/", pack_views.invited_pack_page, name="invitation-pack"),
    path("svar/<str:token>/utskrift.pdf", pack_views.invited_pack_file, name="invitation-pack-pdf"),
    path("<int:pk>/utskrift/", pack_views.pack_page, name="pack"),
    path("<int:pk>/utskrift.pdf", pack_views.pack_file, name="pack-pdf"),
    path("justering/<str:token>/", minutes_views.AdjustmentView.as_view(), name="minutes-adjust"),
    path("atgard/<str:token>/", minutes_views.ActionView.as_view(), name="action"),
    path("<int:pk>/protokoll/", minutes_views.minutes_page, name="minutes"),
    path("<int:pk>/protokoll.txt", minutes_views.minutes_text, name="minutes-text"),
    path("papper/<uuid:uuid>/", views.document, name="document"),
    path("<int:pk>-<slug:slug>/", views.meeting, name="meeting"),
]
