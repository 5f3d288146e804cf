"""The Celery application. Rows are the truth; Celery is only the engine (docs/adr)."""

import os
from typing import Any

from celery import Celery
from celery.signals import setup_logging, task_postrun, task_prerun
from django.db import close_old_connections

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "network_portal.settings.dev")

app = Celery("network_portal")
app.set_default()  # for every thread of a process, not only the one that starts it
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@setup_logging.connect
def keep_logging(**_signal: Any) -> None:
    """Leave the log as the settings say: Celery's own would show addresses, and no JSON."""


@task_prerun.connect
@task_postrun.connect
def keep_good_connections(sender: Any = None, **_signal: Any) -> None:
    """Keep a process's database connection from task to task, as Django does from request to request.

    Celery's own way closes it before and after each task: a connection to PostgreSQL costs more than most tasks
    (CELERY_DB_REUSE_MAX turns that off). One that broke is closed by CONN_HEALTH_CHECKS, one too old by CONN_MAX_AGE.
    """
    if not sender.request.is_eager:
        close_old_connections()
