"""What `make run` finds out before it starts anything."""

import socket

import pytest

from devservices.surroundings import CannotRun, survey


def free_port() -> str:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return str(probe.getsockname()[1])


def test_demo_and_real_data_live_apart() -> None:
    demo, real = survey({"PORT": free_port()}), survey({"PORT": free_port(), "DEMO": "0"})
    assert demo.is_demo
    assert not real.is_demo
    for name in ("DATABASE_URL", "MEDIA_ROOT", "PRIVATE_ROOT"):
        assert "/demo/" in demo.env[name]
        assert "/portal/" in real.env[name]


def test_own_services_are_used_instead_of_embedded_ones() -> None:
    given = {
        "PORT": free_port(),
        "DATABASE_URL": "postgresql://db.example/portal",
        "REDIS_URL": "redis://queue.example/3",
        "EMAIL_URL": "smtp://relay.example:25",
    }
    here = survey(given)
    assert (here.valkey_port, here.smtp_port, here.inbox_url) == (None, None, None)
    assert all(here.env[name] == value for name, value in given.items())


def test_site_url_follows_the_port() -> None:
    port = free_port()
    assert survey({"PORT": port}).site_url == f"http://127.0.0.1:{port}"


def test_busy_port_is_one_line_with_a_way_out() -> None:
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        with pytest.raises(CannotRun, match=r"^Port \d+ is taken .* PORT=\d+ make run$"):
            survey({"PORT": str(busy.getsockname()[1])})


@pytest.mark.parametrize("port", ["http", "0", "70000", "-1"])
def test_nonsense_port_is_one_line(port: str) -> None:
    with pytest.raises(CannotRun, match="is no port"):
        survey({"PORT": port})
