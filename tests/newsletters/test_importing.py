"""Bringing in lists of subscribers: what coordinators' files look like, good and bad."""

import datetime
import io
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from openpyxl import Workbook

from core.tables import TableError, read_table
from core.tokens import hash_token, issue_token
from newsletters.importing import ImportRefusedError, Outcome, import_subscribers, report_on
from newsletters.models import Subscriber
from newsletters.models.subscriber import UNSUBSCRIBE
from tests.factories.newsletters import SubscriberFactory

AT = datetime.datetime(2026, 3, 1, 12, 0, tzinfo=datetime.UTC)
CONSENT = "Skrev upp sig på årskonferensen den 12 mars 2026."

pytestmark = pytest.mark.django_db


def import_bytes(content: bytes) -> list[tuple[str, str]]:
    report = import_subscribers(read_table(content, "lista.csv"), consent_wording=CONSENT, source="lista.csv", at=AT)
    return [(row.address, row.outcome) for row in report.rows]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "latin-1"])
@pytest.mark.parametrize("delimiter", [";", ","])
def test_a_list_comes_in_whatever_encoding_and_delimiter(encoding: str, delimiter: str) -> None:
    lines = ["E-post|Namn|Språk", "ASA@Example.org|Åsa Öberg|", "eve@example.org|Eve|engelska"]
    content = "\r\n".join(lines).replace("|", delimiter).encode(encoding)
    assert import_bytes(content) == [("asa@example.org", Outcome.ADD), ("eve@example.org", Outcome.ADD)]
    asa, eve = Subscriber.objects.all()
    assert (asa.name, asa.language, asa.state) == ("Åsa Öberg", "sv", Subscriber.State.CONFIRMED)
    assert (asa.consent_wording, asa.consent_source, asa.consented_at, asa.confirmed_at) == (
        CONSENT,
        "lista.csv",
        AT,
        AT,
    )
    assert eve.language == "en"


def test_an_imported_subscriber_can_leave_by_link() -> None:
    import_bytes(b"email\na@example.org\n")
    subscriber = Subscriber.objects.get()
    token = issue_token(UNSUBSCRIBE, subscriber.pk, subscriber.nonce)
    assert subscriber.unsubscribe_hash == hash_token(token)
    assert subscriber.manage_hash not in (None, subscriber.unsubscribe_hash)


def test_xlsx_comes_in() -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["E-post", "Namn"])
    sheet.append(["a@example.org", "A"])
    out = io.BytesIO()
    book.save(out)
    assert import_bytes(out.getvalue()) == [("a@example.org", Outcome.ADD)]


def test_who_has_left_stays_away_and_who_is_there_is_not_changed() -> None:
    SubscriberFactory.create(address="kvar@example.org", name="Kvar")
    SubscriberFactory.create(address="borta@example.org", state=Subscriber.State.UNSUBSCRIBED)
    SubscriberFactory.create(address="vantar@example.org", state=Subscriber.State.PENDING)
    rows = [b"email,name", b"kvar@example.org,Annan", b"BORTA@example.org,", b"vantar@example.org,"]
    content = b"\n".join([*rows, b"ny@example.org,", b"ny@example.org,"])
    assert import_bytes(content) == [
        ("kvar@example.org", Outcome.KNOWN),
        ("borta@example.org", Outcome.LEFT),
        ("vantar@example.org", Outcome.CONFIRM),
        ("ny@example.org", Outcome.ADD),
        ("ny@example.org", Outcome.REPEATED),
    ]
    assert Subscriber.objects.get(address="kvar@example.org").name == "Kvar"
    assert Subscriber.objects.get(address="borta@example.org").state == Subscriber.State.UNSUBSCRIBED
    assert sorted(Subscriber.objects.confirmed().values_list("address", flat=True)) == [
        "kvar@example.org",
        "ny@example.org",
        "vantar@example.org",
    ]


@pytest.mark.parametrize(
    ("row", "column", "reason"),
    [
        (";Utan adress;", "e-post", "saknas"),
        ("inte en adress;N;", "e-post", "inte en adress"),
        ('"a@example.org\nBcc: b@example.org";N;', "e-post", "a@example.org bcc"),
        ("a@example.org\x00b;N;", "e-post", ""),
        (f"{'a' * 250}@example.org;N;", "e-post", ""),
        (f"a@example.org;{'n' * 101};", "namn", "100"),
        ('a@example.org;"Namn\nSubject: x";', "namn", "radbrytning"),
        ("a@example.org;N;klingon", "språk", "klingon"),
    ],
)
def test_a_bad_row_is_named_and_nothing_comes_in(row: str, column: str, reason: str) -> None:
    content = f"e-post;namn;språk\nbra@example.org;Bra;sv\n{row}\n".encode()
    if "\x00" in row:
        with pytest.raises(TableError):
            import_bytes(content)
        return
    with pytest.raises(ImportRefusedError) as caught:
        import_bytes(content)
    (error,) = caught.value.report.errors
    assert (error.line, error.column) == (3, column)
    assert reason in str(error)
    assert not Subscriber.objects.exists()


@pytest.mark.parametrize("content", [b"", b"\n\n", b"e-post;namn\n", b"mejladress;namn\na@example.org;A\n"])
def test_a_file_that_is_no_list_is_refused(content: bytes) -> None:
    with pytest.raises(TableError):
        import_bytes(content)


def test_no_list_comes_in_without_a_statement_of_consent() -> None:
    table = read_table(b"email\na@example.org\n", "a.csv")
    with pytest.raises(ValueError, match="consent"):
        import_subscribers(table, consent_wording="  ", source="a.csv", at=AT)


def test_a_report_changes_nothing() -> None:
    report = report_on(read_table(b"email\na@example.org\n", "a.csv"))
    assert report.counts == [(Outcome.ADD, 1)]
    assert not Subscriber.objects.exists()


def test_the_command_reports_dries_and_imports(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "lista.csv"
    file.write_bytes("e-post;namn\nåsa@;A\nb@example.org;B\n".encode("latin-1"))
    with pytest.raises(CommandError):
        call_command("import_subscribers", str(file), "--consent", CONSENT)
    assert "2\tåsa@" in capsys.readouterr().out
    file.write_text("e-post;namn\nb@example.org;B\n")
    call_command("import_subscribers", str(file), "--consent", CONSENT, "--dry-run")
    assert not Subscriber.objects.exists()
    call_command("import_subscribers", str(file), "--consent", CONSENT)
    assert Subscriber.objects.get().consent_source == "import: lista.csv"
    with pytest.raises(CommandError):
        call_command("import_subscribers", str(tmp_path / "finns-inte.csv"), "--consent", CONSENT)


def test_five_hundred_come_in_with_few_queries(django_assert_max_num_queries: object) -> None:
    content = b"email\n" + b"".join(b"person%d@example.org\n" % number for number in range(500))
    # SQLite takes fewer values in one statement.
    most = 16 if connection.vendor == "sqlite" else 8
    with django_assert_max_num_queries(most):  # type: ignore[operator]
        import_bytes(content)
    assert Subscriber.objects.confirmed().count() == 500
