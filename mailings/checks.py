"""What is wrong with the settings of mail, said before any mail is sent with them."""

from __future__ import annotations

import re
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning

from mailings.bounces.mailboxes import MailboxError, open_mailbox
from mailings.verp import BounceAddressError, split_bounce_address

FIELD = re.compile(r"[A-Za-z0-9-]+: [ -~]*%s[ -~]*")


def check_bounces(**_what: Any) -> list[CheckMessage]:
    """Whether bounces have an address that envelope senders can be made from, and a mailbox that can be named."""
    faults: list[CheckMessage] = []
    if settings.MAIL_BOUNCE_ADDRESS:
        try:
            split_bounce_address(settings.MAIL_BOUNCE_ADDRESS)
        except BounceAddressError as error:
            faults.append(Error(str(error), id="mailings.E001"))
    if settings.MAILBOX_URL:
        try:
            open_mailbox(settings.MAILBOX_URL)
        except MailboxError as error:
            faults.append(Error(str(error), id="mailings.E002"))
        if not settings.MAIL_BOUNCE_ADDRESS:
            text = "MAILBOX_URL is read, but no bounce comes there: MAIL_BOUNCE_ADDRESS is empty."
            faults.append(Warning(text, id="mailings.W001"))
    if settings.MAIL_SERVICE_FIELD and not FIELD.fullmatch(settings.MAIL_SERVICE_FIELD):
        text = 'MAIL_SERVICE_FIELD is no field of a mail with a place for the Message-ID, such as "X-Custom: %s".'
        faults.append(Error(text, id="mailings.E003"))
    return faults
