"""The compose file is read, not believed: an operator's mistakes are made impossible here."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from devservices.celery_worker import QUEUES
from devservices.compose_lint import find_faults, read_services

ROOT = Path(__file__).parents[2]
SERVICES = read_services()


def queues_of(service: dict[str, Any]) -> set[str]:
    command = service["command"]
    return set(command[command.index("-Q") + 1].split(","))


def test_rules_for_every_service_hold() -> None:
    assert list(find_faults(SERVICES)) == []


@pytest.mark.parametrize(
    ("service", "fault"),
    [
        ({"image": "redis", "restart": "always", "healthcheck": {"test": "x"}}, "not pinned"),
        ({"image": "redis:latest", "restart": "always", "healthcheck": {"test": "x"}}, "not pinned"),
        ({"build": ".", "healthcheck": {"test": "x"}}, "after a crash"),
        ({"build": ".", "restart": "always"}, "no health check"),
        ({"build": ".", "restart": "no", "ports": ["5432:5432"]}, "publishes a port"),
        ({"build": ".", "restart": "no", "privileged": True}, "too many rights"),
    ],
)
def test_broken_rule_is_named(service: dict[str, Any], fault: str) -> None:
    assert any(fault in line for line in find_faults({"db": service}))


def test_what_is_needed_is_there() -> None:
    assert {"web", "worker", "beat", "migrate", "db", "queue", "relay", "catcher"} <= set(SERVICES)


def test_workers_take_every_queue_and_urgent_mail_has_a_worker_of_its_own() -> None:
    workers = [queues_of(service) for name, service in SERVICES.items() if name.startswith("worker")]
    assert set.union(*workers) == set(QUEUES)
    assert all("bulk" not in queues for queues in workers if "transactional" in queues)


def test_settings_route_to_known_queues_only(settings: Any) -> None:
    routes = getattr(settings, "CELERY_TASK_ROUTES", {}).values()
    scheduled = [entry.get("options", {}) for entry in settings.CELERY_BEAT_SCHEDULE.values()]
    named = {options["queue"] for options in [*routes, *scheduled] if "queue" in options}
    assert named | {settings.CELERY_TASK_DEFAULT_QUEUE} <= set(QUEUES)


def test_mail_services_are_profiles_that_one_chooses() -> None:
    assert SERVICES["relay"]["profiles"] == ["relay"]
    assert SERVICES["catcher"]["profiles"] == ["catcher"]


def test_everything_waits_for_migrations() -> None:
    for name in ("web", "worker", "worker-bulk", "beat"):
        assert SERVICES[name]["depends_on"]["migrate"] == {"condition": "service_completed_successfully"}


def test_own_containers_are_unprivileged_and_unwritable() -> None:
    for name, service in SERVICES.items():
        if service.get("build"):
            assert service["read_only"] is True, name
            assert service["cap_drop"] == ["ALL"], name
    assert re.search(r"^USER portal$", (ROOT / "Dockerfile").read_text(), re.M)


def test_every_named_volume_is_declared_and_used() -> None:
    declared = set(yaml.safe_load((ROOT / "docker-compose.yml").read_text())["volumes"])
    used = {volume.partition(":")[0] for service in SERVICES.values() for volume in service.get("volumes", [])}
    assert declared == used


@pytest.mark.parametrize(("setting", "volume"), [("MEDIA_ROOT", "media"), ("PRIVATE_ROOT", "private")])
def test_files_that_people_upload_outlive_the_container(setting: str, volume: str) -> None:
    dockerfile = (ROOT / "Dockerfile").read_text()
    (folder,) = re.findall(rf"\b{setting}=(\S+)", dockerfile)
    assert re.search(rf"install -d -o portal .*{folder}\b", dockerfile), "a new volume takes its owner from the image"
    for name in ("web", "worker", "worker-bulk"):
        assert f"{volume}:{folder}" in SERVICES[name]["volumes"], name


def test_example_environment_answers_every_question() -> None:
    asked = set(re.findall(r"\$\{(\w+):\?", (ROOT / "docker-compose.yml").read_text()))
    example = (ROOT / ".env.example").read_text()
    answered = dict(re.findall(r"^(\w+)=(.*)$", example, re.M))
    assert {name for name in asked if not answered.get(name)} == set()


def test_base_images_are_pinned_to_a_version_of_python_that_we_test() -> None:
    images = re.findall(r"^FROM (\S+)", (ROOT / "Dockerfile").read_text(), re.M)
    assert set(images) == {"python:3.13-slim-trixie"}


def test_relay_and_portal_share_the_bounces_as_one_user() -> None:
    assert "bounces:/data/bounces" in SERVICES["relay"]["volumes"]
    assert "bounces:/data/bounces" in SERVICES["worker"]["volumes"]
    for path in ("Dockerfile", "deploy/relay/Dockerfile"):
        assert re.search(r"useradd --system --uid 10001\b", (ROOT / path).read_text()), path
    assert "bounces_uid=${RELAY_BOUNCES_UID:-10001}" in (ROOT / "deploy/relay/start.sh").read_text()


def test_signer_finds_its_configuration_where_nobody_else_may_write() -> None:
    assert {"/run:mode=755", "/var/lib/postfix:mode=755"} <= set(SERVICES["relay"]["tmpfs"])


def test_image_of_the_relay_is_pinned() -> None:
    assert re.findall(r"^FROM (\S+)", (ROOT / "deploy/relay/Dockerfile").read_text(), re.M) == ["debian:13.2-slim"]
