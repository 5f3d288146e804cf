"""Hostile names, subjects and addresses: no header is injected, no row is stuck, and the others' mail goes on.

5,000 rows, in mailings of 25, through the real engine into a real SMTP server.
"""

from collections import Counter
from itertools import count

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from devservices.smtp_sink import SmtpSink
from mailings.models import Delivery
from mailings.services import MailContent, Recipient, create_mailing, dispatch_due
from tests.mailings.conftest import Clock

State = Delivery.State
ROWS, MAILINGS = 25, 200
HEADERS = {
    "From",
    "To",
    "Subject",
    "Date",
    "Message-ID",
    "Auto-Submitted",
    "List-Id",
    "Precedence",
    "List-Unsubscribe",
    "List-Unsubscribe-Post",
    "Feedback-ID",
    "MIME-Version",
    "Content-Type",
    "Content-Transfer-Encoding",
}
NASTY = ["\r\n", "\r", "\n", "\0", "\x1b", "\x85", "\u2028", "\u2029", "\u202e", "\ufeff", "%%name%%", "=?utf-8?q?x?="]
NASTY += [
    "\r\nBcc: all@example.org\r\n",
    "\r\n\r\n.\r\nMAIL FROM:<x@example.org>\r\n",
    '"',
    "\\",
    "<",
    ">",
    "@",
    ",",
    ";",
]
hostile = st.lists(st.one_of(st.sampled_from(NASTY), st.text(max_size=6)), max_size=5).map("".join)
addresses = st.one_of(
    hostile,
    hostile.map(lambda text: f"{text}@example.org"),
    hostile.map(lambda text: f"anna@{text}.example.org"),
    st.uuids().map(lambda value: f"{value}@example.org"),
)
numbers = count(1)
fates: Counter[str] = Counter()


def header_names(raw: bytes) -> list[str]:
    head = raw.partition(b"\r\n\r\n")[0]
    return [line.partition(b":")[0].decode() for line in head.split(b"\r\n") if line[:1] not in (b" ", b"\t")]


@settings(
    max_examples=MAILINGS,
    phases=[Phase.generate],
    deadline=None,
    suppress_health_check=list(HealthCheck),
    database=None,
)
@given(rows=st.lists(st.tuples(hostile, hostile, addresses), min_size=ROWS, max_size=ROWS))
def run_mailings(sink: SmtpSink, clock: Clock, rows: list[tuple[str, str, str]]) -> None:
    before = len(sink.messages)
    mailing = create_mailing(
        kind="bulk_wait",
        key=f"hostile-{next(numbers)}",
        label="Nytt",
        contents=[MailContent(language="sv", subject="%%title%%", text="Hej %%name%%!", html="<p>Hej %%name%%</p>")],
        recipients=[
            Recipient(address, name=name, reference=str(number), merge={"title": subject})
            for number, (name, subject, address) in enumerate(rows)
        ],
        at=clock(),
    )
    dispatch_due(clock=clock)
    arrived = sink.messages[before:]
    states = Counter(mailing.deliveries.values_list("state", flat=True))
    assert set(states) <= {State.ACCEPTED, State.FAILED}, "a row is stuck"
    assert states[State.ACCEPTED] == len(arrived)
    for message in arrived:
        names = header_names(message.content)
        assert set(names) <= HEADERS, names
        assert len(names) == len(set(names))
        assert len(message.recipients) == 1
    fates.update(states)
    fates["rows"] += len(rows)


def test_five_thousand_hostile_rows(db: None, mail_to_sink: SmtpSink, clock: Clock) -> None:
    fates.clear()
    run_mailings(mail_to_sink, clock)
    assert fates["rows"] >= 5000, fates
    assert fates[State.ACCEPTED] > 500, fates
    assert fates[State.FAILED] > 500, fates
