"""Recipients as files: whole, found by the same filter, and without formulas."""

import csv
import io

import pytest
from django.http import FileResponse, StreamingHttpResponse
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from mailings.models import Delivery, Mailing
from tests.factories.cast import Cast
from tests.mailings.conftest import Write

HOSTILE = (
    "=1+1",
    "+46",
    "-2+3",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    '=HYPERLINK("http://x","y")',
    "＝1",
    "å;\"ä'\x0b,ö",
)


@pytest.fixture
def coordinator(client: Client, cast: Cast) -> Client:
    client.force_login(cast.coordinator)
    return client


@pytest.fixture
def hostile(write: Write) -> Mailing:
    """Recipients whose names, and whose mail servers' answers, would be formulas."""
    mailing = write(*(f"a{number}@example.org" for number in range(len(HOSTILE))))
    for delivery, text in zip(mailing.deliveries.order_by("pk"), HOSTILE, strict=True):
        Delivery.objects.filter(pk=delivery.pk).update(name=text, state="failed", code=550, reply=text)
    return mailing


def address_of(mailing: Mailing, file_format: str) -> str:
    return reverse("mailings_admin:export", args=[mailing.pk, file_format])


def read(response: object) -> bytes:
    assert isinstance(response, StreamingHttpResponse | FileResponse)
    return response.getvalue()


def test_csv_holds_no_formula(coordinator: Client, hostile: Mailing) -> None:
    response = coordinator.get(address_of(hostile, "csv"))
    assert response.headers["Content-Disposition"] == f'attachment; filename="nytt-{hostile.pk}.csv"'
    content = read(response)
    assert content.startswith(b"\xef\xbb\xbf")
    header, *rows = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";")
    assert header[0] == "Adress"
    assert len(rows) == len(HOSTILE)
    for row, text in zip(rows, HOSTILE, strict=True):
        assert row[1] == row[6] == (f"'{text}" if text[0] != "å" else text)


def test_xlsx_holds_no_formula(coordinator: Client, hostile: Mailing) -> None:
    book = load_workbook(io.BytesIO(read(coordinator.get(address_of(hostile, "xlsx")))))
    _header, *rows = book.worksheets[0].iter_rows()
    assert len(rows) == len(HOSTILE)
    for row in rows:
        assert all(cell.data_type != "f" for cell in row)
        assert str(row[1].value)[0] in "'å"


def test_the_file_holds_what_the_page_shows(coordinator: Client, write: Write) -> None:
    mailing = write("anna@example.org", "bo@example.org")
    mailing.deliveries.filter(address="bo@example.org").update(state="failed", code=550, reply="5.1.1 no")
    rows = read(coordinator.get(address_of(mailing, "csv"), {"state": "failed"})).decode().splitlines()
    assert len(rows) == 2
    assert "Adressen finns inte." in rows[1]
    assert len(read(coordinator.get(address_of(mailing, "csv"), {"q": "anna"})).decode().splitlines()) == 2


@pytest.mark.parametrize("rows", [1, 3, 200])
def test_a_file_costs_the_same_however_long(
    coordinator: Client, write: Write, rows: int, django_assert_num_queries: pytest.FixtureRequest
) -> None:
    mailing = write(*(f"a{number}@example.org" for number in range(rows)))
    coordinator.get(address_of(mailing, "csv"))  # a session is noted when it is first used
    with django_assert_num_queries(7):  # type: ignore[operator]
        content = read(coordinator.get(address_of(mailing, "csv")))
    assert content.count(b"\r\n") == rows + 1


@pytest.mark.parametrize("name", ["../../etc", "\r\nX-Evil: 1", '"; drop', "😀"])
def test_no_name_gets_into_the_head_of_the_answer(coordinator: Client, write: Write, name: str) -> None:
    mailing = write("anna@example.org")
    Mailing.objects.update(label=name)
    head = coordinator.get(address_of(mailing, "csv")).headers
    assert "X-Evil" not in head
    assert "/" not in head["Content-Disposition"]
