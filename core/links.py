"""The network's name and its absolute addresses: these come from SITE_URL, never from a request's Host header, which a
caller chooses."""

from django.conf import settings
from django.utils.translation import gettext


def network_name() -> str:
    """What the network is called in the active language."""
    return gettext("Healthy Cities Network")


def site_address() -> str:
    """The portal's own address, without a slash at the end."""
    return str(settings.SITE_URL).rstrip("/")


def public_url(path: str) -> str:
    """The absolute address of a path (or of an address that is absolute already)."""
    return path if "://" in path else site_address() + path
