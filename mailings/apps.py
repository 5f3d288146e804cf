from django.apps import AppConfig

from mailings.kinds import MailKind, Priority, UncertainPolicy, register

ACCOUNT_KIND = MailKind(
    name="account",
    priority=Priority.TRANSACTIONAL,
    uncertain=UncertainPolicy.RETRY_ONCE,
    literal=True,
    wipes_bodies=True,
)


class MailingsConfig(AppConfig):
    name = "mailings"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the kind of mail that Django and its libraries send."""
        register(ACCOUNT_KIND)
