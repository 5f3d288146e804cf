"""Keeps a practice's translations true to its facts."""

from typing import Any

from django.dispatch import receiver
from wagtail.signals import page_published

from core.translated_facts import share_facts
from projects.models import ProjectPage
from projects.models.page import FACT_FIELDS


@receiver(page_published, sender=ProjectPage, dispatch_uid="share_facts_of_practice")
def share_facts_of_practice(sender: type[ProjectPage], instance: ProjectPage, **kwargs: Any) -> None:
    """Facts do not depend on language (docs/adr/0002)."""
    share_facts(instance, FACT_FIELDS)
