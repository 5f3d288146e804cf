"""Personal data as one whole: inventory, export, erasure, retention, and who is responsible."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class PrivacyConfig(AppConfig):
    """Stands above every app that holds data of people, and reads what each declares."""

    name = "privacy"
    verbose_name = _("personal data")

    def ready(self) -> None:
        """Read each app's `personal_data` (that of core is the register itself)."""
        autodiscover_modules("personal_data")
