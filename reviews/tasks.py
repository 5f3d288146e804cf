"""What happens to reviews by the clock."""

from celery import shared_task
from django.utils import timezone

from reviews import services


@shared_task(name="reviews.ask")
def ask() -> None:
    """Follow what there is, then ask for what has grown old."""
    now = timezone.now()
    services.sync_reviews(today=timezone.localdate(now))
    services.ask_for_reviews(now=now)
