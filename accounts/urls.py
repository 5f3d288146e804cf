"""The person's own page. Sign-in, sign-out and passwords are allauth's, at the same address."""

from django.urls import path

from accounts.sso.views import RefusedView, StartView
from accounts.views import AccountView, ConfirmAddressView, EndSessionView, VerifyAddressView

app_name = "accounts"

urlpatterns = [
    path("", AccountView.as_view(), name="account"),
    path("adress/", VerifyAddressView.as_view(), name="verify-address"),
    path("adress/<str:key>/", ConfirmAddressView.as_view(), name="confirm-address"),
    path("sso/<slug:provider_id>/", StartView.as_view(), name="sso-start"),
    path("sso/nekad/<slug:reason>/", RefusedView.as_view(), name="sso-refused"),
    path("sessions/<int:pk>/end/", EndSessionView.as_view(), name="session-end"),
]
