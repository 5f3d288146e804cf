"""My data, below my account."""

from django.urls import path

from privacy.views import DownloadView, ErasedView, EraseView, MyDataView

app_name = "privacy"

urlpatterns = [
    path("", MyDataView.as_view(), name="my_data"),
    path("hamta/", DownloadView.as_view(), name="my_download"),
    path("radera/", EraseView.as_view(), name="my_erasure"),
    path("raderat/<slug:reference>/", ErasedView.as_view(), name="erased"),
]
