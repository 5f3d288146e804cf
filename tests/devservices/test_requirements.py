"""The lock files can be trusted: whole, hashed, alike, and without an address of anybody's registry."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LOCKS = ["requirements.lock", "requirements-dev.lock"]


def pins(name: str) -> dict[str, str]:
    return dict(re.findall(r"^([\w.-]+)==([\w.!+-]+)", (ROOT / name).read_text(), re.M))


@pytest.mark.parametrize("name", LOCKS)
def test_every_pin_has_hashes_and_no_host_is_named(name: str) -> None:
    text = (ROOT / name).read_text()
    blocks = [block for block in re.split(r"\n(?=\S)", text) if block.strip() and not block.startswith("#")]
    assert len(blocks) > 50
    assert [block.splitlines()[0] for block in blocks if "--hash=sha256:" not in block] == []
    assert "://" not in text


def test_development_has_the_versions_of_production() -> None:
    runtime, development = map(pins, LOCKS)
    assert runtime.items() <= development.items()


@pytest.mark.parametrize("name", ["requirements.in", "requirements-dev.in"])
def test_every_requirement_has_a_lower_bound(name: str) -> None:
    lines = [line for line in (ROOT / name).read_text().splitlines() if line and not line.startswith(("#", "-r"))]
    assert [line for line in lines if ">=" not in line] == []
