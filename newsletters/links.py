"""Addresses that stand in mails: absolute, in the reader's language, with a token of their own for each purpose."""

from functools import lru_cache

from django.urls import reverse
from django.utils import translation
from wagtail.models import Page

from core.links import public_url
from core.tokens import hash_token, issue_token
from newsletters.models import Subscriber
from newsletters.models.subscriber import CONFIRM, MANAGE, UNSUBSCRIBE
from newsletters.readers import KnownReader

ANY_TOKEN = "token" * 6


def page_url(page: Page) -> str:
    """The absolute address of a page; "" for one outside the site."""
    parts = page.get_url_parts()
    return public_url(parts[2]) if parts and parts[2] else ""


@lru_cache(maxsize=16)
def _path_around_token(name: str, language: str) -> tuple[str, str]:
    """What stands before and after the token: looking an address up for each of 100,000 mails takes longer than all
    the rest of the mail."""
    with translation.override(language):
        before, _token, after = reverse(f"newsletters:{name}", args=[ANY_TOKEN]).partition(ANY_TOKEN)
    return before, after


def _tokened(name: str, token: str, language: str) -> str:
    before, after = _path_around_token(name, language)
    return public_url(f"{before}{token}{after}")


def confirm_url(subscriber: Subscriber, language: str) -> str:
    """Where the subscription is confirmed."""
    token = issue_token(CONFIRM, subscriber.pk, subscriber.confirm_nonce)
    return _tokened("subscription-confirm", token, language)


def manage_url(subscriber: Subscriber, language: str) -> str:
    """Where name and language are changed."""
    return _tokened("subscription-manage", issue_token(MANAGE, subscriber.pk, subscriber.nonce), language)


def renew_url(subscriber: Subscriber, language: str) -> str:
    """Where a subscriber says yes again: a part of managing the own subscription, with the same token."""
    return _tokened("subscription-renew", issue_token(MANAGE, subscriber.pk, subscriber.nonce), language)


def unsubscribe_url(subscriber: Subscriber, language: str) -> str:
    """Where the newsletter is left, by hand or by the mail program (RFC 8058)."""
    return _tokened("subscription-leave", issue_token(UNSUBSCRIBE, subscriber.pk, subscriber.nonce), language)


def reader_urls(reader: KnownReader, language: str) -> tuple[str, str]:
    """Where a reader who is no subscriber sees why the newsletter comes, and leaves it."""
    return (
        _tokened("subscription-manage", reader.token, language),
        _tokened("subscription-leave", reader.token, language),
    )


def set_hashes(subscriber: Subscriber) -> None:
    """Set (not save) the hashes by which the subscriber's lasting links find the row; it must have its key."""
    subscriber.manage_hash = hash_token(issue_token(MANAGE, subscriber.pk, subscriber.nonce))
    subscriber.unsubscribe_hash = hash_token(issue_token(UNSUBSCRIBE, subscriber.pk, subscriber.nonce))


def set_confirm_hash(subscriber: Subscriber) -> None:
    """Set (not save) the hash by which the link for `confirm_nonce` finds the row."""
    subscriber.confirm_hash = hash_token(issue_token(CONFIRM, subscriber.pk, subscriber.confirm_nonce))
