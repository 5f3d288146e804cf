"""Addresses of the coordinator's view, under /admin/mailings/."""

from django.urls import path, re_path

from mailings.admin.actions import SteerView
from mailings.admin.export import RecipientExportView
from mailings.admin.views import (
    DeliveryView,
    MailingListProgressView,
    MailingListView,
    MailingProgressView,
    MailingView,
)

app_name = "mailings_admin"

urlpatterns = [
    path("", MailingListView.as_view(), name="list"),
    path("progress/", MailingListProgressView.as_view(), name="list-progress"),
    path("<int:pk>/", MailingView.as_view(), name="mailing"),
    path("<int:pk>/progress/", MailingProgressView.as_view(), name="mailing-progress"),
    path("<int:pk>/recipients/<int:delivery_pk>/", DeliveryView.as_view(), name="delivery"),
    re_path(r"^(?P<pk>\d+)/recipients\.(?P<file_format>csv|xlsx)$", RecipientExportView.as_view(), name="export"),
    re_path(r"^(?P<pk>\d+)/(?P<action>pause|resume|cancel|retry|again|leave)/$", SteerView.as_view(), name="steer"),
]
