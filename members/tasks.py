"""What happens to lists of members by the clock."""

from celery import shared_task
from django.utils import timezone

from members.uploading import delete_old_uploads


@shared_task(name="members.delete_old_uploads")
def delete_old_member_lists() -> None:
    """Throw away uploaded lists that nobody confirmed."""
    delete_old_uploads(now=timezone.now())
