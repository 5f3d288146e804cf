"""What happens to meetings by the clock."""

from celery import shared_task
from django.utils import timezone

from meetings import services
from meetings.minutes.services import remind_of_actions as write_action_reminders
from meetings.seats.handing import settle_all


@shared_task(name="meetings.remind")
def remind() -> None:
    """Write the reminders whose time has come."""
    services.remind_due(now=timezone.now())


@shared_task(name="meetings.remind_of_actions")
def remind_of_actions() -> None:
    """Write the reminders of what people promised."""
    write_action_reminders(now=timezone.now())


@shared_task(name="meetings.settle_seats")
def settle_seats() -> None:
    """Let offers lapse that nobody took, and offer free seats to the next in line."""
    settle_all(now=timezone.now())
