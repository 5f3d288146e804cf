"""Pages about mail outside the admin: what one has sent, and what one has got."""

from django.urls import path

from mailings.views import OwnMailingListView, OwnMailingProgressView, OwnMailingView, ReceivedView

app_name = "mailings"

urlpatterns = [
    path("utskick/", OwnMailingListView.as_view(), name="own"),
    path("utskick/<int:pk>/", OwnMailingView.as_view(), name="own-mailing"),
    path("utskick/<int:pk>/lage/", OwnMailingProgressView.as_view(), name="own-mailing-progress"),
    path("konto/mejl/", ReceivedView.as_view(), name="received"),
]
