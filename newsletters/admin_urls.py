"""Addresses in the admin, under /admin/newsletters/."""

from django.urls import path

from newsletters import admin_views, audience_views, embed_views, list_views, renewal_views
from newsletters.checklist.views import FollowLinksView
from newsletters.preview.views import PreviewMailView, PreviewView
from newsletters.statistics import views as statistics_views

app_name = "newsletters_admin"

urlpatterns = [
    path("issue/<int:page_id>/send/", admin_views.SendIssueView.as_view(), name="send"),
    path("issue/<int:page_id>/preview/", PreviewView.as_view(), name="preview"),
    path("issue/<int:page_id>/preview/mail/", PreviewMailView.as_view(), name="preview-mail"),
    path("issue/<int:page_id>/links/", FollowLinksView.as_view(), name="links"),
    path("issue/<int:page_id>/statistics/", statistics_views.IssueStatisticsView.as_view(), name="issue-statistics"),
    path("issue/<int:page_id>/audience/", audience_views.IssueAudienceView.as_view(), name="audience"),
    path("statistics/", statistics_views.AllIssuesView.as_view(), name="statistics"),
    path("embed/", embed_views.EmbedCodeView.as_view(), name="embed"),
    path("lists/", list_views.ListsView.as_view(), name="lists"),
    path("lists/new/", list_views.NewListView.as_view(), name="list-new"),
    path("lists/<int:pk>/", list_views.ListView.as_view(), name="list"),
    path("lists/<int:pk>/upload/", list_views.ListUploadView.as_view(), name="list-upload"),
    path("lists/<int:pk>/delete/", list_views.DeleteListView.as_view(), name="list-delete"),
    path("renewals/", renewal_views.RenewalsView.as_view(), name="renewals"),
    path("renewals/new/", renewal_views.NewRenewalView.as_view(), name="renewal-new"),
    path("import/", admin_views.ImportView.as_view(), name="import"),
    path("import/<int:pk>/", admin_views.ConfirmImportView.as_view(), name="import-confirm"),
    path("allow/<int:pk>/", admin_views.AllowView.as_view(), name="allow"),
    path("unsubscribe/<int:pk>/", admin_views.UnsubscribeView.as_view(), name="unsubscribe"),
]
