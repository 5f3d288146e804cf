"""Celery's part: it wakes the engine. Tasks carry no body, address or token, and may run twice at any time."""

from celery import shared_task
from django.utils import timezone

from mailings.kick import kick
from mailings.kinds import Priority
from mailings.models import Delivery
from mailings.services.dispatch import drain, finish_mailings, prepare


@shared_task(name="mailings.dispatch")
def dispatch() -> None:
    """The beat tick: prepare, and wake a sender for each priority that has mail to send."""
    now = timezone.now()
    prepare(now=now)
    for priority in Priority:
        if Delivery.objects.claimable(now).filter(priority=priority).exists():
            kick(priority)


@shared_task(name="mailings.drain")
def drain_queue(priority: int) -> None:
    """Send due mail of one priority; wake another sender if time was too short."""
    drain(Priority(priority))
    now = timezone.now()
    finish_mailings(now=now)
    if Delivery.objects.claimable(now).filter(priority=priority).exists():
        kick(priority)
