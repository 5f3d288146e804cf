"""What happens to personal data by the clock."""

from celery import shared_task
from django.utils import timezone

from privacy.erasure import carry_on
from privacy.retention import keep_retention


@shared_task(name="privacy.keep_retention")
def keep_rules() -> None:
    """Let go of what is too old."""
    keep_retention(now=timezone.now())


@shared_task(name="privacy.carry_on")
def carry_on_erasing() -> None:
    """Go on with requests for erasure that something stood in the way of, or that were cut off."""
    carry_on(at=timezone.now())
