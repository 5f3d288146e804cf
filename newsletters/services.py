"""What is done with subscribers: ask, confirm, change, leave, tidy."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction

from core.tables import read_table
from core.tokens import hash_token, new_nonce
from mailings.addresses import normalize_address
from mailings.models import Suppression
from mailings.services import lift_suppression, suppress
from newsletters.consent import Consent, ConsentSource
from newsletters.emails import SCOPE, send_already_subscribed, send_confirmation
from newsletters.importing import ImportReport, import_subscribers
from newsletters.links import set_confirm_hash, set_hashes
from newsletters.list_importing import import_readers
from newsletters.models import Subscriber, SubscriberImport, Topic

UPLOAD_LIFETIME = datetime.timedelta(days=1)


class ConfirmationError(ValueError):
    """A confirmation that no longer counts."""


@dataclass(frozen=True)
class SignUp:
    """What somebody who wants the newsletter has written. No topic means all of them."""

    address: str
    name: str = ""
    language: str = "sv"
    topics: Iterable[Topic] = ()


def keep_consent(subscriber: Subscriber, consent: Consent, *, source: str, at: datetime.datetime) -> None:
    """Set (not save) what was agreed to, where and when."""
    subscriber.consent_wording = consent.wording
    subscriber.consent_version = consent.version
    subscriber.consent_source = source
    subscriber.consented_at = at


@transaction.atomic
def request_subscription(wish: SignUp, *, consent: Consent, source: str, at: datetime.datetime) -> None:
    """Write to the address to ask whether it wants the newsletter; at most once an hour, whoever asks.

    Tells the caller nothing about the address: known and unknown ones look the same from outside.
    """
    subscriber, is_new = Subscriber.objects.select_for_update().get_or_create(
        address=normalize_address(wish.address),
        defaults={"language": wish.language, "consented_at": at, "nonce": new_nonce()},
    )
    if is_new:
        set_hashes(subscriber)
    if not subscriber.may_be_asked(at=at):
        return
    subscriber.confirmation_sent_at = at
    if subscriber.state == Subscriber.State.CONFIRMED:
        subscriber.save()
        send_already_subscribed(subscriber, at=at)
        return
    if subscriber.state == Subscriber.State.PENDING:
        subscriber.name = wish.name or subscriber.name
        subscriber.language = wish.language
        subscriber.topics.set(wish.topics)
        keep_consent(subscriber, consent, source=source, at=at)
    subscriber.confirm_nonce = new_nonce()
    set_confirm_hash(subscriber)
    subscriber.save()
    send_confirmation(subscriber, at=at)


@transaction.atomic
def confirm_subscription(token: str, *, consent: Consent, at: datetime.datetime) -> Subscriber:
    """Let the newsletter come. Confirming again changes nothing; `consent` is what the confirming page says.

    Raises `ConfirmationError` for a link that is unknown, replaced by a later one, or older than 48 hours.
    """
    subscriber = Subscriber.objects.select_for_update().filter(confirm_hash=hash_token(token)).first()
    if subscriber is None:
        raise ConfirmationError("unknown")
    if subscriber.state == Subscriber.State.CONFIRMED:
        return subscriber
    if not subscriber.can_confirm(at=at):
        raise ConfirmationError("too late")
    if subscriber.state == Subscriber.State.UNSUBSCRIBED:
        # Whoever comes back agrees anew, here; what was agreed to before stood until now.
        keep_consent(subscriber, consent, source=ConsentSource.CONFIRMATION, at=at)
    subscriber.state = Subscriber.State.CONFIRMED
    subscriber.confirmed_at = at
    subscriber.unsubscribed_at = None
    subscriber.unsubscribe_reason = ""
    subscriber.save()
    lift_suppression(subscriber.address, scope=SCOPE)
    return subscriber


@transaction.atomic
def leave(subscriber: Subscriber, *, at: datetime.datetime, reason: str = "") -> None:
    """End the subscription, before the next mail is claimed. Leaving again only adds the reason."""
    subscriber = Subscriber.objects.select_for_update().get(pk=subscriber.pk)
    if subscriber.state != Subscriber.State.UNSUBSCRIBED:
        subscriber.state = Subscriber.State.UNSUBSCRIBED
        subscriber.unsubscribed_at = at
        # An older confirmation may not bring anybody back.
        subscriber.confirm_nonce = ""
        subscriber.confirm_hash = None
        subscriber.confirmation_sent_at = None
        subscriber.renew_by = None
    subscriber.unsubscribe_reason = reason or subscriber.unsubscribe_reason
    subscriber.save()
    suppress(subscriber.address, scope=SCOPE, reason=Suppression.Reason.UNSUBSCRIBED, at=at)


@transaction.atomic
def leave_at_address(address: str, *, at: datetime.datetime, reason: str = "") -> None:
    """No newsletter to this address any more, whatever it came for: a role, a list or a subscription."""
    subscriber = Subscriber.objects.at_address(address).first()
    if subscriber is not None:
        leave(subscriber, at=at, reason=reason)
    else:
        suppress(address, scope=SCOPE, reason=Suppression.Reason.UNSUBSCRIBED, at=at)


@transaction.atomic
def change_choices(subscriber: Subscriber, *, name: str, language: str, topics: Iterable[Topic] = ()) -> None:
    """Keep what a subscriber wants to be called, in which language to be written to, and about what (none: all)."""
    subscriber.name = name
    subscriber.language = language
    subscriber.save(update_fields=["name", "language"])
    subscriber.topics.set(topics)


@transaction.atomic
def renew_consent(subscriber: Subscriber, *, consent: Consent, at: datetime.datetime) -> bool:
    """Keep that a subscriber said yes again, and to which words; gives whether the newsletter comes (on).

    Saying it twice changes nothing; whoever has left, or was removed, asks for the newsletter anew.
    """
    subscriber = Subscriber.objects.select_for_update().get(pk=subscriber.pk)
    if subscriber.state == Subscriber.State.CONFIRMED and subscriber.renew_by is not None:
        keep_consent(subscriber, consent, source=ConsentSource.MANAGE, at=at)
        subscriber.renew_by = None
        subscriber.save()
    return subscriber.state == Subscriber.State.CONFIRMED


def find_by_manage_token(token: str) -> Subscriber | None:
    """Whose page this link opens."""
    return Subscriber.objects.filter(manage_hash=hash_token(token)).first()


def find_by_unsubscribe_token(token: str) -> Subscriber | None:
    """Who leaves by this link."""
    return Subscriber.objects.filter(unsubscribe_hash=hash_token(token)).first()


def delete_stale_personal_data(*, now: datetime.datetime) -> int:
    """Delete addresses that nobody confirmed in seven days, and uploads older than a day; give how many addresses."""
    SubscriberImport.objects.filter(created_at__lt=now - UPLOAD_LIFETIME).exclude(content=b"").update(content=b"")
    deleted, _per_model = Subscriber.objects.never_confirmed(now=now).delete()
    return deleted


@transaction.atomic
def bring_in(upload: SubscriberImport, *, at: datetime.datetime) -> ImportReport | None:
    """Bring in an uploaded list and forget the file; None where that has been done already.

    Raises what `import_subscribers` and `import_readers` raise; the list then stays to be looked at.
    """
    upload = SubscriberImport.objects.select_for_update().get(pk=upload.pk)
    if upload.imported_at is not None:
        return None
    table = read_table(bytes(upload.content), upload.filename)
    if upload.is_for_list:
        report = import_readers(table, upload, at=at)
    else:
        source = f"import: {upload.filename}"
        report = import_subscribers(table, consent_wording=upload.consent_wording, source=source, at=at)
    upload.content = b""
    upload.imported_at = at
    upload.added_count = len(report.added)
    upload.save()
    return report
