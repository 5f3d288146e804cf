"""The person's own page. Sign-in, sign-out and passwords are allauth's, at the same address."""

from django.urls import path

from accounts.views import AccountView, VerifyAddressView

app_name = "accounts"

urlpatterns = [
    path("", AccountView.as_view(), name="account"),
    path("adress/", VerifyAddressView.as_view(), name="verify-address"),
]
