"""Digests by the clock. May run twice at any time."""

from celery import shared_task
from django.utils import timezone

from my_pages.digests import send_digests


@shared_task(name="my_pages.send_digests")
def send_due_digests() -> None:
    """Write the digests whose time has come."""
    send_digests(now=timezone.now())
