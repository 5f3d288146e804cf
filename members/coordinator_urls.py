"""The coordinators, in the admin."""

from django.urls import path

from members.coordinator_views import CoordinatorListView, EndCoordinatorView

app_name = "coordinators"

urlpatterns = [
    path("", CoordinatorListView.as_view(), name="list"),
    path("<int:pk>/end/", EndCoordinatorView.as_view(), name="end"),
]
