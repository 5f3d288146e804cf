"""The mails of this app: what stands in each, and what the outbox promises for it."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from functools import lru_cache

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.links import network_name, public_url
from mailings.kinds import MailKind, Priority, UncertainPolicy, register
from mailings.models import Mailing
from mailings.services import Recipient, create_mailing, make_content
from newsletters.audience import expand_issue
from newsletters.groups import ReaderGroup
from newsletters.links import confirm_url, manage_url, reader_urls, unsubscribe_url
from newsletters.models import NewsletterPage, Subscriber
from newsletters.readers import load_readers
from newsletters.references import Reference, Source, read_reference, reference_to

CONFIRMATION_KIND = "newsletter_confirmation"
ALREADY_SUBSCRIBED_KIND = "newsletter_already_subscribed"
ISSUE_KIND = "newsletter"
TEST_KIND = "newsletter_test"
CALLED_OFF_KIND = "newsletter_called_off"
SCOPE = "newsletter"


def greeting(name: str, language: str) -> str:
    """How a mail begins: with the name where there is one."""
    with_name, without = _greetings(language)
    return with_name % {"name": name} if name else without


@lru_cache(maxsize=8)
def _greetings(language: str) -> tuple[str, str]:
    with translation.override(language):
        return gettext("Hello %(name)s!"), gettext("Hello!")


@lru_cache(maxsize=32)
def reason(source: Source, language: str) -> str:
    """Why a reader gets the newsletter, as its foot says it."""
    with translation.override(language):
        network = {"network": network_name()}
        if source in (Source.CONTACT, Source.ACCOUNT):
            return gettext("You get this newsletter because you represent a member of %(network)s.") % network
        if source == Source.LISTED:
            text = gettext(
                "You get this newsletter because you are on a list of those who agreed to get it from %(network)s."
            )
            return text % network
        return gettext("You get this newsletter because you have asked for it from %(network)s.") % network


def merge_readers(references: Sequence[str]) -> dict[str, dict[str, str] | None]:
    """What stands in each reader's own mail, by reference; made when it is sent, so that no token is stored."""
    known = [read_reference(reference) for reference in references]
    languages = {found.pk: found.language for found in known if found.source == Source.SUBSCRIBER}
    values: dict[str, dict[str, str] | None] = dict(_merge_others(known))
    for subscriber in Subscriber.objects.filter(pk__in=languages):
        language = languages[subscriber.pk]
        values[reference_to(subscriber.pk, language)] = {
            "greeting": greeting(subscriber.name, language),
            "reason": reason(Source.SUBSCRIBER, language),
            "confirm_url": confirm_url(subscriber, language),
            "manage_url": manage_url(subscriber, language),
            "unsubscribe_url": unsubscribe_url(subscriber, language),
        }
    return values


def _merge_others(known: Sequence[Reference]) -> Iterator[tuple[str, dict[str, str] | None]]:
    """The same for the members' people and those on lists; None for one who is no longer there, or no longer theirs."""
    for source in (Source.CONTACT, Source.ACCOUNT, Source.LISTED):
        mine = [found for found in known if found.source == source]
        readers = load_readers(source, [found.pk for found in mine]) if mine else {}
        for _source, pk, language in mine:
            reader = readers.get(pk)
            values = None
            if reader is not None:
                manage, leave = reader_urls(reader, language)
                values = {
                    "greeting": greeting(reader.name, language),
                    "reason": reason(source, language),
                    "manage_url": manage,
                    "unsubscribe_url": leave,
                }
            yield reference_to(pk, language, source), values


def sample_values(language: str, group: ReaderGroup = ReaderGroup.PUBLIC) -> dict[str, str]:
    """What a preview or a test mail shows in place of a reader's own values; its links lead to the sign-up page."""
    source = Source.SUBSCRIBER if group == ReaderGroup.PUBLIC else Source.CONTACT
    name = "Kim" if language == "sv" else "Robin"
    links = dict.fromkeys(("confirm_url", "manage_url", "unsubscribe_url"), settings.SITE_URL)
    return {"greeting": greeting(name, language), "reason": reason(source, language), **links}


def _send(folder: str, kind: str, subscriber: Subscriber, *, at: datetime.datetime) -> None:
    language = subscriber.language
    content = make_content(folder, kind=kind, language=language, context={})
    create_mailing(
        kind=kind,
        key=f"{folder}-{subscriber.pk}-{at.isoformat()}",
        label=content.subject,
        contents=[content],
        recipients=[
            Recipient(
                address=subscriber.address,
                name=subscriber.name,
                language=language,
                reference=reference_to(subscriber.pk, language),
            )
        ],
        at=at,
    )


def send_confirmation(subscriber: Subscriber, *, at: datetime.datetime) -> None:
    """Ask the owner of the address whether the newsletter is wanted."""
    _send("newsletter-confirmation", CONFIRMATION_KIND, subscriber, at=at)


def send_already_subscribed(subscriber: Subscriber, *, at: datetime.datetime) -> None:
    """Tell somebody who asks again that the newsletter comes already, and where to change that."""
    _send("newsletter-already-subscribed", ALREADY_SUBSCRIBED_KIND, subscriber, at=at)


def send_called_off(
    user: User, *, page: NewsletterPage, mailing: Mailing, by: User | None, at: datetime.datetime
) -> None:
    """Tell whoever scheduled an issue that it does not go out, because somebody has changed it since."""
    language = user.language or settings.LANGUAGE_CODE
    with translation.override(language):
        context = {
            "title": page.title,
            "by": str(by or ""),
            "scheduled_at": mailing.scheduled_at,
            "send_url": public_url(reverse("newsletters_admin:send", args=[page.pk])),
        }
    create_mailing(
        kind=CALLED_OFF_KIND,
        key=f"newsletter-called-off-{mailing.pk}",
        label=mailing.label,
        contents=[make_content("newsletter-called-off", kind=CALLED_OFF_KIND, language=language, context=context)],
        recipients=[Recipient(address=user.email, name=user.get_full_name(), language=language)],
        at=at,
    )


def register_kinds() -> None:
    """Make this app's mails known to the outbox."""
    for name in (CONFIRMATION_KIND, ALREADY_SUBSCRIBED_KIND):
        register(
            MailKind(
                name=name,
                label=_("Sign-up for the newsletter"),
                is_personal=True,
                priority=Priority.TRANSACTIONAL,
                uncertain=UncertainPolicy.RETRY_ONCE,
                merge=merge_readers,
                because=_("somebody, you we hope, asked for the newsletter to this address"),
            )
        )
    register(
        MailKind(
            name=ISSUE_KIND,
            label=_("Newsletter"),
            priority=Priority.BULK,
            uncertain=UncertainPolicy.WAIT,
            suppression_scope=SCOPE,
            list_id=settings.NEWSLETTER_LIST_ID,
            merge=merge_readers,
            expand=expand_issue,
            because=_("you subscribe to the newsletter"),
        )
    )
    register_kinds_for_senders()


def register_kinds_for_senders() -> None:
    """Make those known that go to the people who make the newsletter."""
    register(
        MailKind(
            name=TEST_KIND,
            label=_("Test of a newsletter"),
            is_personal=True,
            priority=Priority.TRANSACTIONAL,
            uncertain=UncertainPolicy.WAIT,
            because=_("somebody tried out a newsletter before sending it"),
        )
    )
    register(
        MailKind(
            name=CALLED_OFF_KIND,
            label=_("A scheduled newsletter was called off"),
            priority=Priority.TRANSACTIONAL,
            uncertain=UncertainPolicy.RETRY_ONCE,
            literal=True,
            because=_("you scheduled a newsletter"),
        )
    )
