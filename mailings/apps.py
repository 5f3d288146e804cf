from django.apps import AppConfig
from django.core import checks
from django.utils.module_loading import import_string
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
        """Register the kind of mail that Django and its libraries send, and the checks."""
        register(ACCOUNT_KIND)
        # The checks look at what needs the models, which are there only now.
        checks.register(import_string("mailings.checks.check_bounces"))
