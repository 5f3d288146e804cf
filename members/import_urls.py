"""Bringing in a list of members, in the admin."""

from django.urls import path

from members.import_views import MemberImportReportView, UploadMembersView

app_name = "member_import"

urlpatterns = [
    path("", UploadMembersView.as_view(), name="upload"),
    path("report/", MemberImportReportView.as_view(), name="report"),
]
