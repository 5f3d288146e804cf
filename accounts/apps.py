from importlib import import_module

from django.apps import AppConfig
from wagtail.users.apps import WagtailUsersAppConfig


class AccountsConfig(AppConfig):
    name = "accounts"
    default_auto_field = "django.db.models.BigAutoField"
    default = True

    def ready(self) -> None:
        """Connect the receivers."""
        import_module("accounts.receivers")


class PortalUsersConfig(WagtailUsersAppConfig):
    """Wagtail's administration of users, with the portal's forms."""

    user_viewset = "accounts.viewsets.PortalUserViewSet"
