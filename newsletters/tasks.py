"""What happens to subscribers by the clock."""

from celery import shared_task
from django.utils import timezone

from newsletters import services


@shared_task(name="newsletters.delete_stale_personal_data")
def delete_stale_personal_data() -> None:
    """Delete what nobody confirmed, and uploads that nobody brought in."""
    services.delete_stale_personal_data(now=timezone.now())
