"""Tables in and out: what spreadsheets of the real world write."""

import csv
import io

import pytest
from openpyxl import Workbook, load_workbook

from core.tables import TableError, read_table, write_csv, write_xlsx

EXPECTED = {"namn": "Åsa Öberg", "e-post": "asa@example.org"}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252", "latin-1"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_csv_is_read_whatever_encoding_and_delimiter(encoding: str, delimiter: str) -> None:
    text = f"Namn{delimiter}E-post\r\nÅsa Öberg{delimiter}asa@example.org\r\n"
    table = read_table(io.BytesIO(text.encode(encoding)), "lista.csv")
    assert table.header == ("namn", "e-post")
    assert [dict(row.values) for row in table.rows] == [EXPECTED]
    assert table.rows[0].line == 2


def test_xlsx_is_read_whatever_its_name() -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Namn", "E-post", "Kod", None])
    sheet.append([None, None])
    sheet.append(["Åsa Öberg", "asa@example.org", 1488.0])
    out = io.BytesIO()
    book.save(out)
    table = read_table(out.getvalue(), "lista.csv")
    assert [(row.line, dict(row.values)) for row in table.rows] == [(3, {**EXPECTED, "kod": "1488"})]


def test_line_numbers_count_breaks_inside_cells() -> None:
    table = read_table(b'a;b\n"x\ny";1\n\nz;2\n', "t.csv")
    assert [(row.line, row.values["a"]) for row in table.rows] == [(2, "x\ny"), (5, "z")]


@pytest.mark.parametrize(
    ("content", "line", "column"),
    [
        (b"", 1, ""),
        (b"  \r\n \n", 1, ""),
        (b"\xef\xbb\xbf", 1, ""),
        (b"a;a\n1;2\n", 1, "a"),
        (b"a;b\n1;2;3\n", 2, ""),
        (b'a;b\n1;"2\n', 2, ""),
        (b"a\x00b", 1, ""),
        (b"PK\x03\x04 no zip at all", 1, ""),
        (b"x" * (10 * 1024 * 1024 + 1), 1, ""),
    ],
)
def test_a_bad_file_is_refused_with_its_place(content: bytes, line: int, column: str) -> None:
    with pytest.raises(TableError) as caught:
        read_table(content, "t.csv")
    assert (caught.value.line, caught.value.column) == (line, column)
    assert str(line) in str(caught.value)


def test_a_missing_column_is_named() -> None:
    with pytest.raises(TableError) as caught:
        read_table(b"namn;mejl\nA;b\n", "t.csv").require("namn", "e-post")
    assert caught.value.column == "e-post"
    assert "mejl" in caught.value.reason


@pytest.mark.parametrize("cell", ["=1+1", "+46", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_no_cell_leaves_as_a_formula(cell: str) -> None:
    rows = list(csv.reader(io.StringIO(write_csv(["a"], [[cell]]).decode("utf-8-sig"), newline=""), delimiter=";"))
    assert rows[1] == [f"'{cell}"]
    sheet = load_workbook(io.BytesIO(write_xlsx(["a"], [[cell]]))).worksheets[0]
    assert sheet["A2"].data_type == "s"
