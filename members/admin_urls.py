"""Invitations in the admin."""

from django.urls import path

from members.admin_views import InvitationListView, InvitationSteerView, InviteView

app_name = "invitations_admin"

urlpatterns = [
    path("", InvitationListView.as_view(), name="list"),
    path("new/", InviteView.as_view(), name="invite"),
    path("<int:pk>/<str:action>/", InvitationSteerView.as_view(), name="steer"),
]
