"""What is said to a relay and what is made of its answers, byte by byte, over a real pair of sockets."""

import socket
import time
from collections.abc import Iterator

import pytest

from mailings.delivery.conversation import BrokenError, Conversation
from mailings.delivery.letter import Claim, Letter
from mailings.delivery.reply import Phase, Reply

ENVELOPE = b"MAIL FROM:<p@example.org>\r\nRCPT TO:<a%d@example.org>\r\nDATA\r\n"


def letter(number: int, size: int = 100) -> Letter:
    claim = Claim(number, 1, 1, 2, f"a{number}@example.org", "", "sv", "", f"<{number}@x>", {}, 0, None, False)
    return Letter(claim, b"Subject: x\r\n\r\n" + b"x" * size + b"\r\n", sender="p@example.org")


class Relay:
    """The other end of the line."""

    def __init__(self, sock: socket.socket) -> None:
        self.sock = sock
        sock.settimeout(5)

    def hears(self) -> bytes:
        """Everything that has been said."""
        time.sleep(0.01)
        return self.sock.recv(1_000_000)

    def says(self, *lines: str) -> None:
        """Answer, in one packet."""
        self.sock.sendall("".join(f"{line}\r\n" for line in lines).encode())
        time.sleep(0.01)


Ends = tuple[Conversation, Relay]


@pytest.fixture(params=[True])
def ends(request: pytest.FixtureRequest) -> Iterator[Ends]:
    ours, theirs = socket.socketpair()
    ours.setblocking(False)
    yield Conversation(ours, pipelining=request.param), Relay(theirs)
    ours.close()
    theirs.close()


def outcomes(conversation: Conversation) -> list[tuple[int, Reply | None]]:
    return [(sent.claim.pk, reply) for sent, reply in conversation.take_answered()]


def test_the_next_envelope_leaves_with_the_text(ends: Ends) -> None:
    conversation, relay = ends
    first, second = letter(1), letter(2)
    conversation.offer(first)
    assert relay.hears() == ENVELOPE % 1
    relay.says("250 ok", "250-ok", "250 ok", "354 go")
    conversation.read()
    assert conversation.is_ready
    conversation.hand_over(second)
    assert relay.hears() == first.message + b".\r\n" + ENVELOPE % 2
    relay.says("250 2.0.0 queued as 7", "250 ok", "250 ok", "354 go")
    conversation.read()
    assert outcomes(conversation) == [(1, Reply(Phase.DOT, 250, "2.0.0 queued as 7"))]
    assert conversation.is_ready


def test_answers_may_come_in_crumbs(ends: Ends) -> None:
    conversation, relay = ends
    conversation.offer(letter(1))
    for crumb in (b"25", b"0 ok\r", b"\n250-a\r\n250-", b"b\r\n25", b"0 c\r\n354", b" go\r\n"):
        relay.sock.sendall(crumb)
        conversation.read()
    assert conversation.is_ready


@pytest.mark.parametrize("ends", [False], indirect=True)
def test_without_pipelining_each_command_waits(ends: Ends) -> None:
    conversation, relay = ends
    conversation.offer(letter(1))
    for command, reply in ((b"MAIL", "250 ok"), (b"RCPT", "250 ok"), (b"DATA", "354 go")):
        assert relay.hears().startswith(command)
        relay.says(reply)
        conversation.read()
    assert conversation.is_ready
    conversation.hand_over(None)
    assert relay.hears().endswith(b"\r\n.\r\n")
    relay.says("250 ok")
    conversation.read()
    assert conversation.is_idle
    conversation.offer(letter(2))
    relay.hears()
    relay.says("250 ok")
    conversation.read()
    assert relay.hears().startswith(b"RCPT")
    relay.says("550 5.1.1 nobody")
    conversation.read()
    assert outcomes(conversation)[1] == (2, Reply(Phase.RCPT, 550, "5.1.1 nobody"))
    conversation.offer(letter(3))
    assert relay.hears() == b"RSET\r\n"


@pytest.mark.parametrize(
    ("replies", "phase", "code"),
    [
        (("550 5.7.1 not you", "503 no", "503 no"), Phase.MAIL, 550),
        (("250 ok", "450 4.2.1 later", "503 no"), Phase.RCPT, 450),
        (("250 ok", "250 ok", "451 4.3.0 later"), Phase.DATA, 451),
    ],
)
def test_the_first_refusal_counts_and_the_next_begins_anew(
    ends: Ends, replies: tuple[str, ...], phase: Phase, code: int
) -> None:
    conversation, relay = ends
    conversation.offer(letter(1))
    relay.hears()
    relay.says(*replies)
    conversation.read()
    ((number, reply),) = outcomes(conversation)
    assert reply is not None
    assert (number, reply.phase, reply.code) == (1, phase, code)
    assert conversation.is_idle
    conversation.offer(letter(2))
    assert relay.hears() == b"RSET\r\n" + ENVELOPE % 2
    relay.says("250 reset", "250 ok", "250 ok", "354 go")
    conversation.read()
    assert conversation.is_ready


def test_a_text_that_has_nobody_to_go_to_is_empty(ends: Ends) -> None:
    """RFC 2920, 3.1: the recipient is refused, DATA is not."""
    conversation, relay = ends
    conversation.offer(letter(1))
    relay.hears()
    relay.says("250 ok", "550 5.1.1 nobody", "354 go")
    conversation.read()
    assert relay.hears() == b".\r\n"
    assert outcomes(conversation) == [(1, Reply(Phase.RCPT, 550, "5.1.1 nobody"))]
    assert not conversation.is_free
    relay.says("554 no valid recipients")
    conversation.read()
    assert conversation.is_idle
    conversation.offer(letter(2))
    assert relay.hears() == ENVELOPE % 2


def test_a_break_behind_the_dot_is_uncertain_and_the_one_behind_it_is_untouched(ends: Ends) -> None:
    conversation, relay = ends
    conversation.offer(letter(1))
    relay.says("250 ok", "250 ok", "354 go")
    conversation.read()
    conversation.hand_over(letter(2))
    relay.sock.close()
    with pytest.raises(BrokenError) as broken:
        conversation.read()
    (first, reply), second = [(sent.claim.pk, reply) for sent, reply in conversation.break_off(str(broken.value))]
    assert reply is not None
    assert (first, reply.phase, reply.code) == (1, Phase.DOT, None)
    assert second == (2, None)


def test_a_break_in_the_text_is_no_hand_over(ends: Ends) -> None:
    conversation, relay = ends
    conversation.offer(letter(1, size=20_000_000))
    relay.hears()
    relay.says("250 ok", "250 ok", "354 go")
    conversation.read()
    conversation.hand_over(letter(2))
    assert conversation.wants_to_write
    relay.sock.close()
    (first, reply), second = [(sent.claim.pk, reply) for sent, reply in conversation.break_off("reset")]
    assert reply is not None
    assert (first, reply.phase, reply.code) == (1, Phase.BODY, None)
    assert second == (2, None)


def test_an_answer_that_came_before_the_break_counts(ends: Ends) -> None:
    conversation, relay = ends
    conversation.offer(letter(1))
    relay.says("250 ok", "250 ok", "354 go")
    conversation.read()
    conversation.hand_over(letter(2))
    relay.says("250 2.0.0 queued", "421 4.3.2 going down")
    relay.sock.close()
    answered = {sent.claim.pk: reply for sent, reply in conversation.break_off("timed out")}
    assert answered[1] == Reply(Phase.DOT, 250, "2.0.0 queued")
    assert answered[2] == Reply(Phase.MAIL, 421, "4.3.2 going down")


@pytest.mark.parametrize("line", ["hello", "25", "2500 ok", "421 4.4.2 you said nothing for long"])
def test_nonsense_and_goodbyes_break_it_off(ends: Ends, line: str) -> None:
    conversation, relay = ends
    relay.says(line)
    with pytest.raises(BrokenError):
        conversation.read()
    assert conversation.break_off("over") == []


def test_a_kept_connection_that_was_closed_is_nobodys_fault(ends: Ends) -> None:
    conversation, relay = ends
    conversation.is_fresh = False  # as after a pause
    conversation.offer(letter(1))
    relay.sock.close()
    assert [(sent.claim.pk, reply) for sent, reply in conversation.break_off("closed")] == [(1, None)]
