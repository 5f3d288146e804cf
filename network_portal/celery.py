"""The Celery application. Rows are the truth; Celery is only the engine (docs/adr)."""

import os
from typing import Any

from celery import Celery
from celery.signals import setup_logging

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "network_portal.settings.dev")

app = Celery("network_portal")
app.set_default()  # for every thread of a process, not only the one that starts it
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@setup_logging.connect
def keep_logging(**_signal: Any) -> None:
    """Leave the log as the settings say: Celery's own would show addresses, and no JSON."""
