"""Writing a mail into the outbox, in the transaction of the business change that it tells about."""

from __future__ import annotations

import datetime
import unicodedata
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from email.utils import parseaddr
from itertools import islice

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from mailings.addresses import InvalidAddressError, normalize_address
from mailings.kick import kick_when_committed
from mailings.kinds import MailKind, get_kind
from mailings.models import Delivery, Mailing, MailingContent
from mailings.models.delivery import BECAUSE
from mailings.services.insert import insert_mailing
from mailings.services.preferences import hold_back, keep_notices, wishes_for

BATCH = 1000


class UnsafeTextError(ValueError):
    """A text for a mail's head holds a line break or another control character (RFC 5322, 2.2)."""


@dataclass(frozen=True)
class MailContent:
    """A mail's words in one language, with markers such as %%name%%; `calendar` is iCalendar text (RFC 5545).

    A mailing may have several `variant`s of a language, each for the recipients of that variant; "" is for all others.
    `sender_name` stands before the portal's address; "" is the portal's own name.
    """

    language: str
    subject: str
    text: str
    html: str = ""
    calendar: str = ""
    calendar_method: str = ""
    variant: str = ""
    sender_name: str = ""


@dataclass(frozen=True)
class Recipient:
    """Whom a mail goes to. `reference` is how the kind's `merge` knows the person; deliveries of one `thread` are
    sent in the order they were written; `merge` holds values that are no secrets. `because` says in the person's
    language why this person gets it ("you are the administrative contact of Luleå"), where that is more than the kind
    says; it is the marker %%because%%, too. `variant` chooses among the contents of the language."""

    address: str
    name: str = ""
    language: str = "sv"
    reference: str = ""
    merge: Mapping[str, str] = field(default_factory=dict)
    thread: str = ""
    because: str = ""
    variant: str = ""


def check_head_text(text: str) -> str:
    """Give the text back if it may stand in a mail's head. Raises UnsafeTextError for any control or line character."""
    if any(unicodedata.category(character) in ("Cc", "Zl", "Zp") for character in text):
        raise UnsafeTextError(_("The text contains a line break or another control character."))
    return text


def clean_name(name: str) -> str:
    """A person's name on one line, without control characters."""
    return " ".join("".join(" " if unicodedata.category(c)[0] in "CZ" else c for c in name).split())[:200]


def without_nul(values: Mapping[str, str]) -> dict[str, str]:
    """The values without the one character that PostgreSQL can keep in no text: one of them would undo the mailing."""
    return {name: value.replace("\0", "") for name, value in values.items()}


def new_message_id() -> str:
    """A Message-ID (RFC 5322, 3.6.4) at the domain that the portal sends from."""
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
    return f"<{uuid.uuid4().hex}@{domain}>"


def build_delivery(mailing: Mailing, kind: MailKind, recipient: Recipient, *, at: datetime.datetime) -> Delivery:
    """Make the (unsaved) row of one recipient. A bad address makes a row that has failed already; the rest go on."""
    delivery = Delivery(
        mailing=mailing,
        name=clean_name(recipient.name),
        language=recipient.language,
        variant=recipient.variant,
        reference=recipient.reference,
        thread=recipient.thread,
        merge={
            **without_nul(recipient.merge),
            **({BECAUSE: clean_name(recipient.because)} if recipient.because else {}),
        },
        priority=kind.priority,
        next_attempt_at=at,
        message_id=new_message_id(),
    )
    try:
        delivery.address = normalize_address(recipient.address)
    except InvalidAddressError as error:
        delivery.address = clean_name(recipient.address)[:254]
        delivery.state = Delivery.State.FAILED
        delivery.phase = "address"
        delivery.reply = str(error)[:500]
    return delivery


def add_recipients(mailing: Mailing, recipients: Iterable[Recipient], *, at: datetime.datetime) -> int:
    """Write a row for each recipient, one per address; an address that has its row keeps it. Gives the number read."""
    source = iter(recipients)
    count = 0
    while rows := _next_deliveries(mailing, source, at=at):
        wishes = wishes_for(mailing.mail_kind, [row.address for row in rows])
        hold_back(rows, wishes)
        with transaction.atomic():
            Delivery.objects.bulk_create(rows, ignore_conflicts=True)
            keep_notices(mailing, rows, wishes, at=at)
        count += len(rows)
    return count


def _next_deliveries(mailing: Mailing, source: Iterator[Recipient], *, at: datetime.datetime) -> list[Delivery]:
    kind = mailing.mail_kind
    return [build_delivery(mailing, kind, recipient, at=at) for recipient in islice(source, BATCH)]


def create_mailing(
    *,
    kind: str,
    key: str,
    label: str,
    contents: Sequence[MailContent],
    recipients: Iterable[Recipient] | None,
    at: datetime.datetime,
    scheduled_at: datetime.datetime | None = None,
    not_after: datetime.datetime | None = None,
    created_by: User | None = None,
) -> Mailing:
    """Write a mailing and its deliveries; the engine sends them once this is committed and the time has come.

    The same key gives the mailing that exists already and writes nothing. `recipients=None` leaves the audience to the
    kind's `expand`. Raises UnsafeTextError if a subject could break a mail's head, UnknownKindError for a kind that no
    app has registered, ValueError when there is no content.
    """
    mail_kind = get_kind(kind)
    if not contents:
        raise ValueError("A mailing needs its content in at least one language.")
    for content in contents:
        check_head_text(content.subject)
        check_head_text(content.sender_name)
    first = Mailing.State.SENDING if recipients is not None else Mailing.State.EXPANDING
    mailing = Mailing(
        key=key,
        kind=mail_kind.name,
        label=label[:200],
        priority=mail_kind.priority,
        state=Mailing.State.SCHEDULED if scheduled_at and scheduled_at > at else first,
        scheduled_at=scheduled_at,
        not_after=not_after,
        created_by=created_by,
        created_at=at,
    )
    source = iter(recipients or ())
    words = [MailingContent(mailing=mailing, **without_nul(vars(content))) for content in contents]
    deliveries = _next_deliveries(mailing, source, at=scheduled_at or at)
    wishes = wishes_for(mail_kind, [delivery.address for delivery in deliveries])
    hold_back(deliveries, wishes)
    # A mail to few people is one statement, and needs no transaction of its own.
    with transaction.atomic() if wishes or len(deliveries) == BATCH else nullcontext():
        if not insert_mailing(mailing, words, deliveries):
            return Mailing.objects.get(key=key)
        keep_notices(mailing, deliveries, wishes, at=scheduled_at or at)
        add_recipients(mailing, source, at=scheduled_at or at)
    kick_when_committed(mail_kind.priority)
    return mailing


def send_test(
    content: MailContent,
    *,
    kind: str,
    to: Sequence[Recipient],
    at: datetime.datetime,
    by: User | None = None,
) -> Mailing:
    """Send a proof of a mail to a few addresses; the markers are filled from what each recipient carries along."""
    return create_mailing(
        kind=kind,
        key=f"test-{uuid.uuid4().hex}",
        label=content.subject[:200],
        contents=[content],
        recipients=to,
        at=at,
        not_after=at + datetime.timedelta(hours=1),
        created_by=by,
    )
