"""What happens to meetings by the clock."""

from celery import shared_task
from django.utils import timezone

from meetings import services


@shared_task(name="meetings.remind")
def remind() -> None:
    """Write the reminders whose time has come."""
    services.remind_due(now=timezone.now())
