"""What happens to pages by the clock."""

from celery import shared_task
from django.core.management import call_command


@shared_task(name="core.publish_scheduled")
def publish_scheduled() -> None:
    """Publish and withdraw the pages whose time has come (Wagtail's own command)."""
    call_command("publish_scheduled")
