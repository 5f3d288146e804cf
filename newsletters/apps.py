"""The newsletter: who gets it, what is in it, and sending it."""

from importlib import import_module

from django.apps import AppConfig


class NewslettersConfig(AppConfig):
    """Starts the app by making its mails known to the outbox."""

    name = "newsletters"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Connect the receivers and register the kinds of mail and what waits, once all models are there."""
        import_module("newsletters.receivers")
        import_module("newsletters.emails").register_kinds()
        import_module("newsletters.renewal_mail").register_renewal_kind()
        import_module("newsletters.waiting").register_sources()
