"""A sender's kept connections: how they end."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from mailings.delivery.conversation import Conversation
from mailings.delivery.pool import Pool


class Slow(Conversation):
    """One whose relay never answers QUIT; it notes what is done in which order."""

    def __init__(self, sock: socket.socket, notes: list[str]) -> None:
        super().__init__(sock, pipelining=True)
        self.notes = notes

    def say_goodbye(self) -> None:
        self.notes.append("say")
        super().say_goodbye()

    def hang_up(self, *, seconds: float) -> None:
        self.notes.append("hear")
        super().hang_up(seconds=seconds)


@pytest.fixture
def pairs() -> Iterator[list[tuple[socket.socket, socket.socket]]]:
    """Five connections: the sender's end and the relay's end."""
    with ExitStack() as stack:
        pairs = [socket.socketpair() for _number in range(5)]
        for ends in pairs:
            for end in ends:
                stack.enter_context(end)
        yield pairs


def test_a_silent_relay_is_waited_for_once_and_not_for_each_connection(
    pairs: list[tuple[socket.socket, socket.socket]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mailings.delivery.pool.GOODBYE_SECONDS", 0.05)
    notes: list[str] = []
    pool = Pool()
    for mine, _theirs in pairs:
        pool._add(Slow(mine, notes))
    pool.keep_one()
    assert notes == ["say"] * 4 + ["hear"] * 4
    assert len(pool.conversations) == 1
    assert [theirs.recv(64) for _mine, theirs in pairs[1:]] == [b"QUIT\r\n"] * 4
    assert [theirs.recv(64) for _mine, theirs in pairs[1:]] == [b""] * 4
    pool.close()
    assert pairs[0][1].recv(64) == b"QUIT\r\n"
    assert pool.conversations == []


def test_a_line_that_is_gone_troubles_nobody(pairs: list[tuple[socket.socket, socket.socket]]) -> None:
    pool = Pool()
    for mine, theirs in pairs:
        pool._add(Slow(mine, []))
        theirs.close()
    pool.close()
    assert pool.conversations == []
