"""Who gets the newsletter, and what is in it."""

from newsletters.models.page import NewsletterIndexPage, NewsletterPage
from newsletters.models.subscriber import Subscriber
from newsletters.models.subscriber_import import SubscriberImport

__all__ = ["NewsletterIndexPage", "NewsletterPage", "Subscriber", "SubscriberImport"]
