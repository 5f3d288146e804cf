"""What is known of those who get mail: each delivery, what mail servers answered, who wants none."""

from __future__ import annotations

import datetime
import fcntl
import os
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from core.personal_data import (
    Clue,
    Ground,
    Holding,
    Mentions,
    NotPersonal,
    NotYetError,
    Outcome,
    Person,
    Place,
    Purpose,
    Rule,
    Traces,
    by_account,
    by_address,
    empty,
    pseudonym,
    register,
)
from core.redaction import Redactor
from mailings.kinds import wiping_kinds
from mailings.models import Attempt, Delivery, MailingContent, Returned, Suppression
from mailings.services import retention

KEEP_BOUNCED = datetime.timedelta(days=365)
BOUNCED = (Suppression.Reason.NO_SUCH_ADDRESS, Suppression.Reason.KEEPS_BOUNCING)


def to_this_person_alone(person: Person) -> Q:
    """The words of mail that went to nobody else, such as a reminder."""
    own = Delivery.objects.filter(by_address("address")(person)).values("mailing")
    alone = Delivery.objects.filter(mailing__in=own).values("mailing").annotate(n=Count("pk")).filter(n=1)
    return Q(mailing__in=alone.values("mailing"))


def forget_deliveries(rows: QuerySet[Delivery], _person: Person, at: datetime.datetime) -> int:
    """Call off what waits and take the person out of each; counts stay. Raises `NotYetError` while one is leaving."""
    if rows.filter(state__in=Delivery.HELD).exists():
        raise NotYetError("A mail is being handed over.")
    rows.filter(state__in=Delivery.UNFINISHED).update(state=Delivery.State.CANCELLED)
    rows.filter(state=Delivery.State.UNCERTAIN, settled_at=None).update(settled_at=at)
    return rows.update(
        address=pseudonym(), name="", variant="", reference="", thread="", merge={}, reply="", settled_by=None
    )


def _journals() -> Iterator[Path]:
    yield from sorted(Path(settings.MAIL_JOURNAL_DIR).glob("*.journal"))


def journals_naming(person: Person) -> list[str]:
    """Journals in which a mail server's answer names the person."""
    redactor = Redactor.of(person.addresses)
    return [path.name for path in _journals() if redactor.excerpts(path.read_text("utf-8", "replace"))]


def clear_journals(person: Person) -> int:
    """Overwrite the person, byte by byte, in journals that dead senders left. Raises `NotYetError` while a living one
    writes: it drops its entries by itself, within moments."""
    cleared = 0
    for name in journals_naming(person):
        file = os.open(Path(settings.MAIL_JOURNAL_DIR) / name, os.O_RDWR)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            raw = os.pread(file, os.fstat(file).st_size, 0)
            clean = Redactor.of(person.addresses).pattern.sub(
                lambda found: "x" * len(found.group().encode()), raw.decode("utf-8", "surrogateescape")
            )
            os.pwrite(file, clean.encode("utf-8", "surrogateescape"), 0)
            cleared += 1
        except BlockingIOError:
            raise NotYetError("A sender is at work.") from None
        finally:
            os.close(file)
    return cleared


def old_deliveries(now: datetime.datetime) -> QuerySet[Delivery]:
    """Deliveries that must not know their address any more."""
    return Delivery.objects.filter(mailing__finished_at__lt=now - retention.KEEP_ADDRESSES).exclude(
        address__endswith=retention.PSEUDONYM
    )


def secret_bodies(now: datetime.datetime) -> QuerySet[MailingContent]:
    """Bodies with personal links of mailings that ended a week ago."""
    kinds = wiping_kinds()
    old = MailingContent.objects.filter(mailing__kind__in=kinds, mailing__finished_at__lt=now - retention.KEEP_SECRETS)
    return old.exclude(text="", html="")


def old_bounced(now: datetime.datetime) -> QuerySet[Suppression]:
    """Addresses that did not work a year ago; they may belong to somebody new."""
    return Suppression.objects.filter(reason__in=BOUNCED, created_at__lt=now - KEEP_BOUNCED)


def old_returned(now: datetime.datetime) -> QuerySet[Returned]:
    """Notes of what came back that nobody needs any more."""
    return Returned.objects.filter(at__lt=now - retention.KEEP_RETURNED)


register(
    Purpose(
        key="mail",
        order=50,
        title=_("Mail that the portal sends"),
        why=_("Each mail reaches everybody once, nobody gets mail against their will, and it can be shown afterwards."),
        ground=Ground.PUBLIC_TASK,
        whose=_("Whoever the portal writes to"),
        what=_("E-mail address, name, which mail, when, and what the mail server answered"),
        retention=_(
            "Addresses: 90 days after the mailing ended. Bodies with personal links: at most seven days. Addresses "
            "that do not work: one year. The wish to get no mail: until the person asks for erasure."
        ),
        recipients=_("The host's mail server, and the receiver's"),
    ),
    Clue("mailings.Delivery", address="address", names="name"),
    Holding(
        "mailings.MailingContent",
        purpose="mail",
        columns="subject text html calendar",
        find=to_this_person_alone,
        erase=empty(subject="", text="", html="", calendar=""),
        outcome=Outcome.EMPTIED,
        order=20,
    ),
    Holding(
        "mailings.Attempt",
        purpose="mail",
        columns="reply",
        find=lambda person: Q(delivery__in=Delivery.objects.filter(by_address("address")(person))),
        erase=empty(reply=""),
        outcome=Outcome.EMPTIED,
        order=20,
    ),
    Holding(
        "mailings.Delivery",
        purpose="mail",
        columns="address name language variant reference thread merge reply",
        find=by_address("address"),
        erase=forget_deliveries,
        outcome=Outcome.EMPTIED,
        order=30,
    ),
    Mentions("mailings.MailingContent", "mail", "subject text html calendar sender_name"),
    Mentions("mailings.Mailing", "mail", "label key pause_reason"),
    NotPersonal("mailings.Mailing", "How far an audience was expanded: a number.", "kind expanded_to"),
    NotPersonal(
        "mailings.MailingContent",
        "Part of the calendar standard, and words of the code.",
        "language variant calendar_method",
    ),
    NotPersonal(
        "mailings.Delivery", "The sender's own key, the SMTP phase, a random Message-ID.", "owner phase message_id"
    ),
    NotPersonal("mailings.Attempt", "The SMTP phase and the outcome.", "phase outcome"),
    Traces("mailings.Mailing", "mail", "created_by", tell="kind created_at"),
    Traces("mailings.Delivery", "mail", "settled_by", tell="settled_at"),
    Holding("mailings.Preference", "accounts", "user", find=by_account("user")),
    NotPersonal("mailings.Preference", "A kind of mail.", "kind"),
    Holding("mailings.Notice", "accounts", "user subject", find=by_account("user"), order=20),
    NotPersonal("mailings.Notice", "A kind of mail.", "kind"),
    Mentions("mailings.Notice", "mail", "subject"),
    Holding("mailings.Suppression", "mail", "address", find=by_address("address")),
    NotPersonal("mailings.Suppression", "A kind of mail.", "scope"),
    NotPersonal("mailings.Returned", "A digest of a mail that came back.", "digest"),
    NotPersonal("mailings.Sender", "A process.", "key"),
    NotPersonal("mailings.Relay", "A name of ours.", "name"),
    Mentions("mailings.Relay", "mail", "last_error"),
    NotPersonal("mailings.Dispatcher", "A name of ours.", "name"),
    NotPersonal("mailings.RateLimit", "A domain, or all.", "scope"),
    Place("journals", "mail", _("Journals of senders"), look=journals_naming, clear=clear_journals),
    Rule(
        "addresses-of-deliveries",
        "mail",
        _("Addresses in deliveries, 90 days after their mailing ended"),
        Outcome.EMPTIED,
        apply=lambda now: retention.forget_people(now=now),
        forbidden=lambda now: (
            old_deliveries(now).count()
            + Attempt.objects.filter(delivery__in=old_deliveries(now)).exclude(reply="").count()
        ),
    ),
    Rule(
        "bodies-with-links",
        "mail",
        _("Bodies of ended mailings that carry personal links"),
        Outcome.EMPTIED,
        apply=lambda now: retention.wipe_secrets(now=now),
        forbidden=lambda now: secret_bodies(now).count(),
    ),
    Rule(
        "returned",
        "mail",
        _("Notes of what came back, after 90 days"),
        Outcome.DELETED,
        apply=lambda now: retention.forget_returned(now=now),
        forbidden=lambda now: old_returned(now).count(),
    ),
    Rule(
        "bounced-addresses",
        "mail",
        _("Addresses that did not work, after a year"),
        Outcome.DELETED,
        apply=lambda now: old_bounced(now).delete()[0],
        forbidden=lambda now: old_bounced(now).count(),
    ),
)
