"""What people agree to when they ask for the newsletter, word by word, and where they do it."""

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.links import network_name


class ConsentSource(models.TextChoices):
    """The places where a subscription may be asked for. An import names its file instead."""

    SIGN_UP_PAGE = "page", _("The sign-up page")
    HOME = "home", _("The home page")
    FOOTER = "footer", _("The foot of a page")
    ARCHIVE = "archive", _("The newsletter archive")
    CONFIRMATION = "confirmation", _("The confirmation page")


def consent_wording() -> str:
    """The sentence beside the sign-up form, in the active language; kept with each subscriber as proof."""
    return gettext(
        "When I subscribe, I agree to get the newsletter of %(network)s by e-mail. "
        "My address is used for nothing else, and I can leave at any time."
    ) % {"network": network_name()}
