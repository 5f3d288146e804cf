"""Addresses of the subscription pages, mounted under /prenumerera/ (and /en/prenumerera/)."""

from django.urls import path

from newsletters import sign_up_views, views

app_name = "newsletters"

urlpatterns = [
    path("", sign_up_views.SignUpView.as_view(), name="sign-up"),
    path("inbaddad/", sign_up_views.EmbedView.as_view(), name="embed"),
    path("tack/", sign_up_views.RequestedView.as_view(), name="subscription-requested"),
    path("bekrafta/<str:token>/", views.ConfirmView.as_view(), name="subscription-confirm"),
    path("mina-val/<str:token>/", views.ManageView.as_view(), name="subscription-manage"),
    path("fortsatt/<str:token>/", views.RenewView.as_view(), name="subscription-renew"),
    path("avsluta/<str:token>/", views.LeaveView.as_view(), name="subscription-leave"),
]
