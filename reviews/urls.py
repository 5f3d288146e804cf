"""The address that the mails lead to."""

from django.urls import path

from reviews import views

app_name = "reviews"

urlpatterns = [path("<str:token>/", views.StillRightView.as_view(), name="still-right")]
