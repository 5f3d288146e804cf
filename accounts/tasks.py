"""What the beat does for accounts."""

from celery import shared_task
from django.utils import timezone

from accounts import attempts


@shared_task(name="accounts.delete_old_tries")
def delete_old_tries() -> None:
    """Forget the counts of hours that are over."""
    attempts.delete_old_tries(at=timezone.now())
