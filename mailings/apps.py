from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from mailings.kinds import MailKind, Priority, UncertainPolicy, register

ACCOUNT_KIND = MailKind(
    name="account",
    priority=Priority.TRANSACTIONAL,
    uncertain=UncertainPolicy.RETRY_ONCE,
    literal=True,
    wipes_bodies=True,
    label=_("Account"),
    is_personal=True,
    because=_("somebody, you we hope, asked for it in the portal"),
)


class MailingsConfig(AppConfig):
    name = "mailings"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the kind of mail that Django and its libraries send."""
        register(ACCOUNT_KIND)
