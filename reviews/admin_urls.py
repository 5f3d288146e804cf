"""Addresses in the admin, under /admin/reviews/."""

from django.urls import path

from reviews import admin_views

app_name = "reviews_admin"

urlpatterns = [
    path("", admin_views.BoardView.as_view(), name="board"),
    path("<int:pk>/", admin_views.HistoryView.as_view(), name="history"),
    path("<int:pk>/confirm/", admin_views.ConfirmView.as_view(), name="confirm"),
]
