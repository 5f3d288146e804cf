"""The mails that ask to say yes again: one to each who is asked, and one more a week before the last day."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from mailings.kinds import MailKind, Priority, UncertainPolicy, register
from mailings.models import Mailing
from mailings.services import Recipient, create_mailing, make_content
from newsletters.emails import SCOPE, greeting
from newsletters.links import manage_url, renew_url, unsubscribe_url
from newsletters.models import Renewal, Subscriber
from newsletters.references import read_reference, reference_to

RENEWAL_KIND = "newsletter_renewal"
REMINDER_SIGN = "-reminder"


def expand_renewal(mailing: Mailing, after: str) -> Iterator[Recipient]:
    """Those who are asked and have not answered, from behind the reference `after` ("" = all), by their keys."""
    renewal = int(mailing.key.removeprefix("newsletter-renewal-").removesuffix(REMINDER_SIGN))
    last = read_reference(after).pk if after else 0
    rows = Subscriber.objects.asked_again().filter(renewal=renewal, pk__gt=last).order_by("pk")
    for pk, address, name, language in rows.values_list("pk", "address", "name", "language"):
        yield Recipient(address=address, name=name, language=language, reference=reference_to(pk, language))


def merge_asked(references: Sequence[str]) -> dict[str, dict[str, str] | None]:
    """What stands in each one's own mail; None for who has answered meanwhile and is not asked any more."""
    languages = {found.pk: found.language for found in map(read_reference, references)}
    values: dict[str, dict[str, str] | None] = dict.fromkeys(references)
    for subscriber in Subscriber.objects.asked_again().filter(pk__in=languages):
        language = languages[subscriber.pk]
        values[reference_to(subscriber.pk, language)] = {
            "greeting": greeting(subscriber.name, language),
            "renew_url": renew_url(subscriber, language),
            "manage_url": manage_url(subscriber, language),
            "unsubscribe_url": unsubscribe_url(subscriber, language),
        }
    return values


def send_renewal(renewal: Renewal, *, at: datetime.datetime, is_reminder: bool = False) -> Mailing:
    """Ask everybody of a renewal, or remind those who have not answered; again sends nothing."""
    folder = "newsletter-renewal-reminder" if is_reminder else "newsletter-renewal"
    contents = [
        make_content(folder, kind=RENEWAL_KIND, language=code, context={"until": renewal.until})
        for code, _name in settings.LANGUAGES
    ]
    return create_mailing(
        kind=RENEWAL_KIND,
        key=renewal.key + (REMINDER_SIGN if is_reminder else ""),
        label=contents[0].subject,
        contents=contents,
        recipients=None,
        at=at,
        created_by=None if is_reminder else renewal.asked_by,
    )


def register_renewal_kind() -> None:
    """Make the mail known to the outbox. Who is not asked would be kept for ever: an uncertain one goes once more."""
    register(
        MailKind(
            name=RENEWAL_KIND,
            label=_("Question whether the newsletter is still wanted"),
            priority=Priority.BULK,
            uncertain=UncertainPolicy.RETRY_ONCE,
            suppression_scope=SCOPE,
            list_id=settings.NEWSLETTER_LIST_ID,
            merge=merge_asked,
            expand=expand_renewal,
            because=_("you subscribe to the newsletter"),
        )
    )
