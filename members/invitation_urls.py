"""The page that an invitation's mail leads to."""

from django.urls import path

from members.invitation_views import InvitationView

app_name = "role_invitations"

urlpatterns = [path("<str:token>/", InvitationView.as_view(), name="accept")]
