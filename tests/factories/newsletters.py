"""Subscribers and issues of the newsletter."""

import datetime
from typing import Any

from factory.declarations import LazyAttribute, Sequence
from factory.django import DjangoModelFactory
from wagtail.models import Locale

from core.tokens import new_nonce
from newsletters.links import set_hashes
from newsletters.models import NewsletterIndexPage, NewsletterPage, Subscriber
from tests.factories.members import home_page

CONFIRMED_AT = datetime.datetime(2026, 1, 15, 9, 0, tzinfo=datetime.UTC)


class SubscriberFactory(DjangoModelFactory[Subscriber]):
    """Somebody who gets the newsletter in Swedish."""

    class Meta:
        model = Subscriber
        skip_postgeneration_save = True

    address = Sequence(lambda n: f"lasare{n}@example.org")
    name = Sequence(lambda n: f"Läsare {n}")
    state = Subscriber.State.CONFIRMED
    consent_wording = "Ja, skicka nyhetsbrevet."
    consent_source = "page"
    consented_at = CONFIRMED_AT
    confirmed_at = LazyAttribute(lambda row: CONFIRMED_AT if row.state == Subscriber.State.CONFIRMED else None)
    nonce = LazyAttribute(lambda _row: new_nonce())

    @classmethod
    def _create(cls, model_class: type[Subscriber], *args: Any, **kwargs: Any) -> Subscriber:
        subscriber = super()._create(model_class, *args, **kwargs)
        set_hashes(subscriber)
        subscriber.save()
        return subscriber


def newsletter_index(**fields: Any) -> NewsletterIndexPage:
    """The Swedish newsletter archive under the home page."""
    existing: NewsletterIndexPage | None = NewsletterIndexPage.objects.filter(locale=Locale.get_default()).first()
    if existing is not None:
        return existing
    home = home_page()
    page = NewsletterIndexPage(**{"title": "Nyhetsbrev", "slug": "nyhetsbrev", "locale": home.locale, **fields})
    home.add_child(instance=page)
    page.save_revision().publish()
    return page


def newsletter_issue(*blocks: tuple[str, Any], **fields: Any) -> NewsletterPage:
    """A published Swedish issue; without blocks it has a paragraph."""
    index = newsletter_index()
    body = [{"type": kind, "value": value} for kind, value in blocks or [("paragraph", "<p>Hej alla.</p>")]]
    page = NewsletterPage(**{"title": "Nyhetsbrev i vår", "locale": index.locale, **fields})
    page.body = body  # type: ignore[assignment]
    index.add_child(instance=page)
    page.save_revision().publish()
    page.refresh_from_db()
    return page
