"""Reading the mailbox: each message once, what follows from it in one transaction with the note that it was read."""

from __future__ import annotations

import datetime
import hashlib
import logging
import time
from collections import Counter
from dataclasses import replace

from django.db import InterfaceError, OperationalError, transaction

from mailings.bounces.handlers import Incoming, find_handler
from mailings.bounces.mailboxes import Item, Mailbox
from mailings.bounces.reading import Reading, read_message
from mailings.models import Delivery, Returned
from mailings.services.come_back import record_bounce, record_complaint

Source = Returned.Source
Verdict = Returned.Verdict
logger = logging.getLogger(__name__)

AT_ONCE = 500
RUN_SECONDS = 240.0
KEEP_UNKNOWN = datetime.timedelta(days=30)
# What nobody can make use of once it is read. The rest stays in the mailbox for a person, for thirty days.
SPENT = {Verdict.BOUNCED, Verdict.COMPLAINED, Verdict.HANDLED, Verdict.DELAYED, Verdict.AUTOMATIC, Verdict.EXPIRED}


def read_mailbox(mailbox: Mailbox, *, now: datetime.datetime, limit: int = AT_ONCE) -> Counter[str]:
    """Read what has come, at most `limit` messages and four minutes; gives how many there were of each verdict.

    A message leaves the mailbox only when what follows from it is committed; one that is met again does nothing.
    Raises MailboxError and the database's own errors: then the rest stays where it is until the next time.
    """
    counts: Counter[str] = Counter()
    stop_at = time.monotonic() + RUN_SECONDS
    with mailbox:
        for item in mailbox.unread(limit):
            verdict = take_message(item, at=now)
            counts[verdict] += 1
            mailbox.settle(item.key, keep=verdict not in SPENT)
            if time.monotonic() > stop_at:
                break
        mailbox.purge(before=(now - KEEP_UNKNOWN).date())
    if counts:
        told = ", ".join(f"{number} {verdict}" for verdict, number in sorted(counts.items()))
        logger.info("%d messages came back: %s.", counts.total(), told)
    return counts


def take_message(item: Item, *, at: datetime.datetime) -> Verdict:
    """Do once what follows from a message. One that its handler cannot take is noted, and the others go on."""
    reading = read_message(item.raw)
    digest = hashlib.sha256(item.raw).hexdigest()
    try:
        return note_once(digest, reading, at=at)
    except (OperationalError, InterfaceError):
        raise  # the database is away: the message waits
    except Exception:
        logger.exception("A message that came back could not be handled: %s", digest[:16])
        return note_once(digest, Reading(Verdict.UNREADABLE), at=at)


@transaction.atomic
def note_once(digest: str, reading: Reading, *, at: datetime.datetime) -> Verdict:
    """Write the note; only who writes it acts. A second reader waits here for the first one's commit."""
    note, is_new = Returned.objects.get_or_create(
        digest=digest, defaults={"source": Source.MAILBOX, "verdict": reading.verdict, "at": at}
    )
    if not is_new:
        return Verdict(note.verdict)
    verdict = act(reading, at=at)
    if verdict != reading.verdict:
        note.verdict = verdict
        note.save(update_fields=["verdict"])
    return verdict


def act(reading: Reading, *, at: datetime.datetime) -> Verdict:
    """Do what follows from a message; gives what it was after all."""
    if reading.verdict == Verdict.BOUNCED and reading.bounce:
        written_to = Delivery.objects.filter(pk=reading.row_id).values_list("address", flat=True).first()
        is_for_another = reading.bounce.is_for_another or written_to not in reading.failed_addresses
        return record_bounce(reading.row_id, replace(reading.bounce, is_for_another=is_for_another), at=at)
    if reading.verdict == Verdict.COMPLAINED:
        return record_complaint(reading.row_id or _delivery_with(reading.message_id), at=at)
    if reading.verdict == Verdict.HANDLED and reading.purpose and reading.message:
        handler = find_handler(reading.purpose)
        incoming = Incoming(reading.row_id, reading.message, reading.is_automatic, at)
        return Verdict.HANDLED if handler and handler(incoming) else Verdict.OTHER
    return reading.verdict


def _delivery_with(message_id: str) -> int:
    """The delivery of a Message-ID: 122 random bits, which only who got the mail can know. 0 where there is none."""
    return Delivery.objects.filter(message_id=message_id).values_list("pk", flat=True).first() or 0
