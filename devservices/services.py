"""The processes of a running portal, as children of the supervisor."""

import sys

from devservices.celery_worker import QUEUES
from devservices.ports import LOOPBACK
from devservices.process import Child
from devservices.stages import ROOT
from devservices.surroundings import Surroundings
from devservices.valkey import valkey_child


def valkey(here: Surroundings) -> Child:
    """The embedded queue and cache."""
    assert here.valkey_port is not None
    return valkey_child(here.folder / "valkey", port=here.valkey_port, durable=True)


def mail_catcher(here: Surroundings) -> Child:
    """Takes every mail and shows it in a web inbox."""
    ports = ["--smtp-port", str(here.smtp_port), "--http-port", str(here.inbox_port)]
    command = ["-m", "devservices.mail_catcher", "--folder", str(here.folder / "mail"), *ports]
    child = python_child("mail catcher", here, command)
    child.is_leaned_on = True  # the worker may still be handing it a mail
    return child


def web(here: Surroundings) -> Child:
    """gunicorn: one process, eight threads, enough for one machine's own use."""
    bind = f"{LOOPBACK}:{here.web_port}"
    command = ["-m", "gunicorn", "network_portal.wsgi", "--bind", bind, "--worker-class", "gthread"]
    command += ["--threads", "8", "--graceful-timeout", "3", "--timeout", "120", "--no-control-socket"]
    return python_child("web server", here, command)


def worker(here: Surroundings) -> Child:
    """The Celery worker of all queues."""
    command = ["-m", "celery", "-A", "network_portal", "worker", "-l", "INFO", "-Q", ",".join(QUEUES), "-c", "2"]
    return python_child("worker", here, [*command, "--without-mingle", "--without-gossip"])


def beat(here: Surroundings) -> Child:
    """The clock that starts what is due."""
    schedule = here.folder / "beat"
    schedule.mkdir(exist_ok=True)
    command = ["-m", "celery", "-A", "network_portal", "beat", "-l", "INFO", "--pidfile", ""]
    return python_child("beat", here, [*command, "-s", str(schedule / "schedule")])


def python_child(name: str, here: Surroundings, arguments: list[str]) -> Child:
    """A program of the virtual environment, with the portal's environment and a log of its own."""
    log = here.logs / f"{name.replace(' ', '-')}.log"
    return Child(name=name, command=[sys.executable, *arguments], log=log, env=here.env, cwd=ROOT)
