"""Addresses of pages about all members together; a member's own page stands in the page tree."""

from django.urls import path, re_path

from members import views

app_name = "members"

urlpatterns = [
    path("styrning/", views.governance, name="governance"),
    re_path(r"^styrning\.(?P<file_format>csv|xlsx)$", views.governance_table, name="governance-table"),
]
