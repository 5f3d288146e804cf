"""The composition root: settings, addresses and process entry points. Nothing imports it but the processes."""

from network_portal.celery import app as celery_app

__all__ = ["celery_app"]
