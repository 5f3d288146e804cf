from importlib import import_module

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    """Starts the app by making its mails known to the outbox."""

    name = "ledger"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the kinds of mail, once all models are there."""
        import_module("ledger.emails").register_kinds()
        import_module("ledger.waiting").register_sources()
