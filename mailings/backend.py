"""Django's mail backend of the portal: whatever Django or a library sends goes through the outbox."""

import uuid
from collections.abc import Sequence

from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.utils import timezone, translation

from mailings.apps import ACCOUNT_KIND
from mailings.services import MailContent, Recipient, create_mailing


class AttachmentsNotTakenError(ValueError):
    """The outbox takes text and HTML from Django, no attachments: those have their own place in a MailContent."""


class OutboxBackend(BaseEmailBackend):
    """Writes each message as a transactional mailing, in the transaction of whoever sends it."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Put the messages into the outbox; gives their number. Raises AttachmentsNotTakenError, UnsafeTextError."""
        with transaction.atomic():
            for message in email_messages:
                self._put(message)
        return len(email_messages)

    def _put(self, message: EmailMessage) -> None:
        if message.attachments:
            raise AttachmentsNotTakenError(message.subject)
        language = (translation.get_language() or "sv")[:2]
        html = ""
        if isinstance(message, EmailMultiAlternatives):
            html = next((str(content) for content, mimetype in message.alternatives if mimetype == "text/html"), "")
        create_mailing(
            kind=ACCOUNT_KIND.name,
            key=f"account-{uuid.uuid4().hex}",
            label=str(message.subject),
            contents=[MailContent(language=language, subject=str(message.subject), text=str(message.body), html=html)],
            recipients=[Recipient(address=address, language=language) for address in message.recipients()],
            at=timezone.now(),
        )
