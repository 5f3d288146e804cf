"""Addresses of the application for membership."""

from django.urls import path

from ledger import views

app_name = "ledger"

urlpatterns = [
    path("", views.ApplyView.as_view(), name="apply"),
    path("tack/", views.RequestedView.as_view(), name="requested"),
    path("bekrafta/<str:token>/", views.ConfirmView.as_view(), name="confirm"),
]
