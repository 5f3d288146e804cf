"""Tables that people bring and take away: CSV as spreadsheets write it, and XLSX."""

from __future__ import annotations

import csv
import datetime
import io
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from tempfile import TemporaryFile
from typing import IO, Any

from django.utils.translation import gettext
from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.utils.exceptions import InvalidFileException

LARGEST_FILE = 10 * 1024 * 1024
MOST_ROWS = 200_000
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DELIMITERS = ";,\t|"
# What makes a spreadsheet take a cell for a formula (OWASP, "CSV injection").
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


class TableError(ValueError):
    """What is wrong with a table, and where: `line` as a spreadsheet counts, `column` by its heading ("" = none)."""

    def __init__(self, line: int, column: str, reason: str) -> None:
        super().__init__(line, column, reason)
        self.line = line
        self.column = column
        self.reason = reason

    def __str__(self) -> str:
        if self.column:
            return gettext("Line %(line)d, column “%(column)s”: %(reason)s") % {
                "line": self.line,
                "column": self.column,
                "reason": self.reason,
            }
        return gettext("Line %(line)d: %(reason)s") % {"line": self.line, "reason": self.reason}


@dataclass(frozen=True)
class TableRow:
    """One row: its line in the file (the header is on line 1) and its texts by heading, stripped of outer blanks."""

    line: int
    values: Mapping[str, str]


@dataclass(frozen=True)
class Table:
    """A header (in lower case) and the rows that hold something."""

    header: tuple[str, ...]
    rows: tuple[TableRow, ...]

    def require(self, *columns: str) -> None:
        """Raise `TableError` unless the header has all of these."""
        for column in columns:
            if column not in self.header:
                found = ", ".join(self.header)
                raise TableError(
                    1, column, gettext("The column is missing. The file has: %(found)s.") % {"found": found}
                )


def read_table(file: IO[bytes] | bytes, filename: str) -> Table:
    """Read a CSV or XLSX file, whichever its bytes are; the name is only for the messages.

    CSV may be UTF-8 (with or without mark), UTF-16 with mark or Windows-1252, with `;`, `,`, tab or `|` between the
    cells. Raises `TableError` for a file that is empty, too large, no table, or has two columns of one name.
    """
    content = file if isinstance(file, bytes) else file.read(LARGEST_FILE + 1)
    if len(content) > LARGEST_FILE:
        raise TableError(1, "", gettext("The file is larger than 10 MB."))
    if not content.strip():
        raise TableError(1, "", gettext("The file is empty."))
    lines = _xlsx_lines(content, filename) if content.startswith(b"PK\x03\x04") else _csv_lines(content, filename)
    return _table(lines)


def _table(lines: Iterator[tuple[int, list[str]]]) -> Table:
    header = _header(lines)
    rows = []
    for line, cells in lines:
        values = [cell.strip() for cell in cells]
        if not any(values):
            continue
        if any(values[len(header) :]):
            raise TableError(line, "", gettext("The row has more cells than the header has columns."))
        values += [""] * (len(header) - len(values))
        rows.append(TableRow(line, dict(zip(header, values, strict=False))))
        if len(rows) > MOST_ROWS:
            raise TableError(line, "", gettext("The file has too many rows."))
    return Table(header, tuple(rows))


def _header(lines: Iterator[tuple[int, list[str]]]) -> tuple[str, ...]:
    line, cells = next(lines, (1, []))
    header = [heading.strip().lower() for heading in cells]
    while header and not header[-1]:
        header.pop()
    if not header:
        raise TableError(1, "", gettext("The file is empty."))
    for heading in header:
        if header.count(heading) > 1:
            raise TableError(line, heading, gettext("Two columns have this name."))
    return tuple(header)


def _decode(content: bytes, filename: str) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16")
    if b"\x00" in content:
        raise TableError(1, "", gettext("%(filename)s is neither CSV nor XLSX.") % {"filename": filename})
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        # Excel on Windows; every byte that Windows-1252 leaves out is kept as Latin-1 has it.
        return content.decode("cp1252", errors="replace")


def _csv_lines(content: bytes, filename: str) -> Iterator[tuple[int, list[str]]]:
    text = _decode(content, filename)
    first_line = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max(DELIMITERS, key=first_line.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line = 1
    try:
        for cells in reader:
            if line > 1 or any(cell.strip() for cell in cells):
                yield line, cells
            line = reader.line_num + 1
    except csv.Error:
        raise TableError(line, "", gettext("A quotation mark is opened and not closed, or stands wrong.")) from None


def _xlsx_lines(content: bytes, filename: str) -> Iterator[tuple[int, list[str]]]:
    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError):
        raise TableError(1, "", gettext("%(filename)s is neither CSV nor XLSX.") % {"filename": filename}) from None
    try:
        sheet = book.worksheets[0]
        for line, cells in enumerate(sheet.iter_rows(values_only=True), start=1):
            texts = [_cell_text(cell) for cell in cells]
            if line > 1 or any(texts):
                yield line, texts
    finally:
        book.close()


def _cell_text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime.datetime):
        return value.date().isoformat() if value.time() == datetime.time() else value.isoformat(sep=" ")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def harmless_cell(value: object) -> str:
    """The text of a cell that no spreadsheet takes for a formula: an apostrophe before what could be one."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def stream_csv(header: Sequence[object], rows: Iterable[Sequence[object]]) -> Iterator[bytes]:
    """The same file as `write_csv` gives, line by line, so that no length of it stands in memory."""
    yield b"\xef\xbb\xbf"
    for cells in chain([header], rows):
        line = io.StringIO(newline="")
        csv.writer(line, delimiter=";", lineterminator="\r\n").writerow([harmless_cell(cell) for cell in cells])
        yield line.getvalue().encode()


def write_csv(header: Sequence[object], rows: Iterable[Sequence[object]]) -> bytes:
    """A CSV file as a Swedish spreadsheet opens it: UTF-8 with mark, `;`, CRLF, no formulas."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow([harmless_cell(cell) for cell in header])
    writer.writerows([harmless_cell(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def write_xlsx(header: Sequence[object], rows: Iterable[Sequence[object]]) -> bytes:
    """An XLSX file with one sheet of texts, no formulas."""
    with open_xlsx(header, rows) as file:
        return file.read()


def open_xlsx(header: Sequence[object], rows: Iterable[Sequence[object]]) -> IO[bytes]:
    """The same file, written to disk row by row and open for reading; it is gone when it is closed."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for cells in chain([header], rows):
        # XML has no place for most control characters.
        sheet.append([ILLEGAL_CHARACTERS_RE.sub("", harmless_cell(cell)) for cell in cells])
    out = TemporaryFile()  # noqa: SIM115 - the caller closes it
    book.save(out)
    out.seek(0)
    return out
