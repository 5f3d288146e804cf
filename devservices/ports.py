"""Ports on the loopback address: which are free, and waiting until somebody answers."""

import socket
import time

LOOPBACK = "127.0.0.1"


def is_free(port: int) -> bool:
    """Whether a server could listen on this loopback port now."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return False
    return True


def find_free_port(*, near: int | None = None) -> int:
    """A free loopback port: the first of the twenty after `near` if one is free, else whichever the system gives."""
    for port in range(near + 1, near + 21) if near else ():
        if port < 65536 and is_free(port):
            return port
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        return int(probe.getsockname()[1])


def is_answering(port: int) -> bool:
    """Whether something accepts connections on this loopback port."""
    try:
        with socket.create_connection((LOOPBACK, port), timeout=1):
            return True
    except OSError:
        return False


def wait_until_answering(port: int, *, seconds: float) -> bool:
    """Wait for a server to accept connections; False when it did not within the time."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if is_answering(port):
            return True
        time.sleep(0.05)
    return False
