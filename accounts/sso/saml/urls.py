"""Part of allauth's addresses, which ask each kind of provider for its own."""

from django.urls import path

from accounts.sso.saml import views

urlpatterns = [
    path("saml/<slug:provider_id>/acs/", views.acs, name="saml_acs"),
    path("saml/<slug:provider_id>/acs/finish/", views.finish, name="saml_finish"),
    path("saml/<slug:provider_id>/metadata/", views.metadata, name="saml_metadata"),
]
