"""The person's own page. Sign-in, sign-out and passwords are allauth's, at the same address."""

from django.urls import path

from accounts.views import AccountView

app_name = "accounts"

urlpatterns = [path("", AccountView.as_view(), name="account")]
