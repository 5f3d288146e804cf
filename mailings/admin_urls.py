"""Addresses of the coordinator's view, under /admin/mailings/."""

from django.urls import path, re_path

from mailings.admin_views import MailingListView, MailingView, SteerView

app_name = "mailings_admin"

urlpatterns = [
    path("", MailingListView.as_view(), name="list"),
    path("<int:pk>/", MailingView.as_view(), name="mailing"),
    re_path(r"^(?P<pk>\d+)/(?P<action>pause|resume|cancel|retry|again)/$", SteerView.as_view(), name="steer"),
]
