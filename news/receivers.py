"""Keeps a news item's translations true to its facts."""

from typing import Any

from django.dispatch import receiver
from wagtail.signals import page_published

from core.translated_facts import share_facts
from news.models import NewsPage
from news.models.page import FACT_FIELDS


@receiver(page_published, sender=NewsPage, dispatch_uid="share_facts_of_news")
def share_facts_of_news(sender: type[NewsPage], instance: NewsPage, **kwargs: Any) -> None:
    """Facts do not depend on language (docs/adr/0002)."""
    share_facts(instance, FACT_FIELDS)
