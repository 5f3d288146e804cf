"""What happens to meetings by the clock."""

from celery import shared_task
from django.utils import timezone

from meetings import services
from meetings.minutes import services as minutes_services


@shared_task(name="meetings.remind")
def remind() -> None:
    """Write the reminders whose time has come."""
    services.remind_due(now=timezone.now())


@shared_task(name="meetings.remind_of_actions")
def remind_of_actions() -> None:
    """Write the reminders of what people promised."""
    minutes_services.remind_of_actions(now=timezone.now())


@shared_task(name="meetings.delete_stale_personal_data")
def delete_stale_personal_data() -> None:
    """Forget addresses and comments that minutes do not need any more."""
    minutes_services.delete_stale_personal_data(now=timezone.now())
