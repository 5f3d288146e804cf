"""What happens to memberships by the clock."""

from celery import shared_task
from django.utils import timezone

from ledger import services


@shared_task(name="ledger.follow_calendar")
def follow_calendar() -> None:
    """Take leave of members whose last day has passed, and forget applications that nobody confirmed."""
    now = timezone.now()
    services.end_memberships(today=timezone.localdate(now))
    services.delete_unconfirmed(now=now)
