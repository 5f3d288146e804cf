"""The journal: what it keeps, whom it keeps out, and when it is not believed."""

import os
import random
import threading
import time
from collections.abc import Iterator

import pytest

from mailings.delivery import journal as journals
from mailings.delivery.journal import Journal, JournalError, SealedError, answer, intent, read_entries
from mailings.delivery.reply import Phase, Reply
from mailings.delivery.witness import Witness

OK = Reply(Phase.DOT, 250, "2.0.0 OK å")


@pytest.fixture
def journal() -> Iterator[Journal]:
    made = Journal(f"test-{random.getrandbits(64):x}")
    yield made
    made.remove()


def test_it_tells_what_was_on_its_way_and_what_was_answered(journal: Journal) -> None:
    journal.write(intent(1, 2) + intent(3, 4))
    journal.write(answer(3, 4, OK))
    journal.write(answer(5, 1, Reply(Phase.DOT, None, "")))
    with Witness(journal.path.stem) as witness:
        found = witness.testify()
    assert found is not None
    assert found.intents == {(1, 2), (3, 4)}
    assert found.answers == {(3, 4): OK, (5, 1): Reply(Phase.DOT, None, "")}


def test_a_living_sender_is_not_gone_and_a_dead_one_is(journal: Journal) -> None:
    with Witness(journal.path.stem) as witness:
        assert witness.is_here
        assert not witness.is_gone()
    other = Journal("dead")
    other.close()
    with Witness("dead") as witness:
        assert witness.is_gone()
        witness.remove()
    with Witness("dead") as witness:
        assert not witness.is_here
        assert not witness.is_gone()
        assert witness.testify() is None


def test_a_sealed_sender_sends_nothing(journal: Journal) -> None:
    journal.write(intent(1, 1))
    journal.check_seal()
    with Witness(journal.path.stem) as witness:
        witness.testify()
    journal.write(intent(2, 1))
    with pytest.raises(SealedError):
        journal.check_seal()
    journal.forget()
    with pytest.raises(SealedError):
        journal.check_seal()


def test_the_last_entry_counts_only_when_it_is_whole() -> None:
    head = f"- {journals.boot_id()}\n".encode()
    found = read_entries(head + b"> 1 1\n> 2 ")
    assert found is not None
    assert found.intents == {(1, 1)}


@pytest.mark.parametrize(
    "raw", [b"", b"- another run of the machine\n> 1 1\n", b"- %b\n> 1 1\nnonsense\n> 2 1\n", b"- %b\n> 1 1> 2 1\n"]
)
def test_a_journal_that_cannot_be_trusted_says_nothing(raw: bytes) -> None:
    assert read_entries(raw.replace(b"%b", journals.boot_id().encode())) is None


def test_a_full_disk_stops_the_sender(journal: Journal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(journal, "_file", os.open("/dev/full", os.O_WRONLY))
    with pytest.raises(JournalError):
        journal.write(intent(1, 1))
    os.close(journal._file)
    monkeypatch.undo()


def test_the_seal_and_the_intent_never_miss_each_other() -> None:
    """Whoever writes second reads what the other has written: 300 races at random moments."""
    for race in range(300):
        journal = Journal(f"race-{race}-{random.getrandbits(32):x}")
        sent: set[tuple[int, int]] = set()
        begun = threading.Event()

        def send(journal: Journal = journal, sent: set[tuple[int, int]] = sent, begun: threading.Event = begun) -> None:
            try:
                for number in range(100_000):
                    journal.write(intent(number, 1))
                    journal.check_seal()
                    sent.add((number, 1))
                    begun.set()
            except SealedError:
                pass

        thread = threading.Thread(target=send)
        thread.start()
        begun.wait(5)
        time.sleep(random.random() / 2000)
        with Witness(journal.path.stem) as witness:
            found = witness.testify()
        thread.join()
        journal.remove()
        assert found is not None
        assert sent <= found.intents
        assert len(found.intents - sent) <= 1
