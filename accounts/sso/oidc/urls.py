"""Part of allauth's addresses, which ask each kind of provider for its own."""

from django.urls import path

from accounts.sso.oidc.views import callback

urlpatterns = [path("oidc/<slug:provider_id>/login/callback/", callback, name="openid_connect_callback")]
