"""Addresses in the admin, under /admin/ledger/."""

from django.urls import path, re_path

from ledger.admin import applications, board, member, own

app_name = "ledger_admin"

urlpatterns = [
    path("", board.BoardView.as_view(), name="board"),
    re_path(r"^(?P<year>\d{4})\.(?P<file_format>xlsx|csv)$", board.BoardExportView.as_view(), name="export"),
    path("fees/<int:year>/", board.ComputeFeesView.as_view(), name="fees"),
    path("member/<int:pk>/<int:year>/", member.MemberView.as_view(), name="member"),
    path("member/<int:pk>/<int:year>/remind/", member.RemindView.as_view(), name="remind"),
    path("own/", own.OwnMembersView.as_view(), name="own-members"),
    path("own/<int:pk>/", own.OwnMemberView.as_view(), name="own"),
    path("member/<int:pk>/letter/", member.LetterFileView.as_view(), name="letter-file"),
    path("member/<int:pk>/<int:year>/report/", member.ReportFileView.as_view(), name="report-file"),
    path("applications/", applications.ApplicationsView.as_view(), name="applications"),
    path("applications/<int:pk>/", applications.ApplicationView.as_view(), name="application"),
]
