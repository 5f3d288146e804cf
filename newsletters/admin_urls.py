"""Addresses in the admin, under /admin/newsletters/."""

from django.urls import path

from newsletters import admin_views, audience_views, embed_views
from newsletters.statistics import views as statistics_views

app_name = "newsletters_admin"

urlpatterns = [
    path("issue/<int:page_id>/send/", admin_views.SendIssueView.as_view(), name="send"),
    path("issue/<int:page_id>/statistics/", statistics_views.IssueStatisticsView.as_view(), name="issue-statistics"),
    path("issue/<int:page_id>/audience/", audience_views.IssueAudienceView.as_view(), name="audience"),
    path("statistics/", statistics_views.AllIssuesView.as_view(), name="statistics"),
    path("embed/", embed_views.EmbedCodeView.as_view(), name="embed"),
    path("import/", admin_views.ImportView.as_view(), name="import"),
    path("import/<int:pk>/", admin_views.ConfirmImportView.as_view(), name="import-confirm"),
    path("unsubscribe/<int:pk>/", admin_views.UnsubscribeView.as_view(), name="unsubscribe"),
]
