"""Addresses in the admin, under /admin/privacy/."""

from django.urls import path, re_path

from privacy import admin_views

app_name = "privacy_admin"

urlpatterns = [
    path("", admin_views.OverviewView.as_view(), name="overview"),
    re_path(r"^record\.(?P<file_format>md|xlsx)$", admin_views.RecordView.as_view(), name="record"),
    path("person/", admin_views.PersonView.as_view(), name="person"),
    path("requests/<slug:reference>/", admin_views.RequestView.as_view(), name="request"),
]
