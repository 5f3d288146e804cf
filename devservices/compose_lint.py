"""The compose file read as YAML: rules that keep an operator out of trouble. No Docker is needed."""

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from devservices.stages import ROOT, complain, say

COMPOSE_FILE = ROOT / "docker-compose.yml"
Service = dict[str, Any]
PINNED = re.compile(r":[\w.-]*\d[\w.-]*(@sha256:[0-9a-f]{64})?$")


def read_services(path: Path = COMPOSE_FILE) -> dict[str, Service]:
    """The services by name."""
    services: dict[str, Service] = yaml.safe_load(path.read_text())["services"]
    return services


def find_faults(services: dict[str, Service]) -> Iterator[str]:
    """One line for each broken rule."""
    for name, service in services.items():
        is_one_shot = service.get("restart") == "no"
        if not service.get("build") and not PINNED.search(service.get("image", "")):
            yield f"{name}: the image is not pinned to a version"
        if not service.get("restart"):
            yield f"{name}: says not what happens after a crash (restart)"
        if not is_one_shot and not service.get("healthcheck"):
            yield f"{name}: has no health check"
        if service.get("privileged") or service.get("network_mode") == "host":
            yield f"{name}: has too many rights"
        yield from find_port_faults(name, service)


def find_port_faults(name: str, service: Service) -> Iterator[str]:
    """A published port is on loopback, and only the web server and the mail catcher have one."""
    for port in service.get("ports", []):
        if name not in {"web", "catcher"}:
            yield f"{name}: publishes a port"
        if not str(port).startswith("127.0.0.1:"):
            yield f"{name}: publishes {port} beyond this machine"


def main() -> int:
    """Print the faults; 0 when there is none."""
    faults = list(find_faults(read_services()))
    for fault in faults:
        complain(fault)
    say(f"{len(faults)} faults in {COMPOSE_FILE.name}")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
