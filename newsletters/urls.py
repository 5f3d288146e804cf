"""Addresses of the subscription pages, mounted under /prenumerera/ (and /en/prenumerera/)."""

from django.urls import path

from newsletters import views

app_name = "newsletters"

urlpatterns = [
    path("", views.SignUpView.as_view(), name="sign-up"),
    path("tack/", views.RequestedView.as_view(), name="subscription-requested"),
    path("bekrafta/<str:token>/", views.ConfirmView.as_view(), name="subscription-confirm"),
    path("mina-val/<str:token>/", views.ManageView.as_view(), name="subscription-manage"),
    path("avsluta/<str:token>/", views.LeaveView.as_view(), name="subscription-leave"),
]
