"""Which addresses are known to be a person's own."""

from __future__ import annotations

import datetime

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core import signing
from django.core.mail import EmailMultiAlternatives
from django.urls import reverse
from django.utils import translation

from accounts.models import User
from core.links import public_url, site_address
from core.mail_layout import render_mail

PURPOSE = "accounts.address"
LINK_WORKS = datetime.timedelta(days=2)


def verified_addresses(user: User) -> list[str]:
    """The addresses that this person has shown to receive mail at, in lower case. None that is only claimed."""
    rows = EmailAddress.objects.filter(user=user, verified=True).values_list("email", flat=True)
    return sorted({address.lower() for address in rows})


def vouch_for_address(user: User) -> None:
    """Note that the account's address is the person's own: whoever made the account, or opened the link, knows."""
    EmailAddress.objects.update_or_create(user=user, email=user.email, defaults={"verified": True, "primary": True})


def ask_to_verify(user: User) -> None:
    """Send a link to the account's address, with which its owner shows that mail arrives there."""
    key = signing.dumps([user.pk, user.email], salt=PURPOSE)
    with translation.override(user.language):
        url = public_url(reverse("accounts:confirm-address", args=[key]))
    context = {"url": url, "network": settings.WAGTAIL_SITE_NAME, "site_url": site_address()}
    subject, text, html = render_mail("address-check", context, user.language)
    mail = EmailMultiAlternatives(subject, text, to=[user.email])
    mail.attach_alternative(html, "text/html")
    with translation.override(user.language):
        mail.send()


def read_key(key: str) -> User | None:
    """The person whom a mailed link is for, as long as it works and the account still has that address."""
    try:
        pk, address = signing.loads(key, salt=PURPOSE, max_age=LINK_WORKS)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return User.objects.filter(pk=pk, email=address, is_active=True).first()
