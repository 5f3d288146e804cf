"""`manage.py import_members`: everything or nothing, and every message says where and why."""

import io
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from openpyxl import Workbook

from members.models import Contact, Member, MemberPage
from tests.factories.members import member_index

LIST = """code;name;official_name;population;population_year;website;member_since;letter_body;letter_decided_on;\
letter_registry_number;target_areas;political_name;political_title;political_email;administrative_name;administrative_phone
1488;Trollhättan;Trollhättans Stad;59 249;2024;https://www.trollhattan.se;2003;Kommunstyrelsen;2022-04-06;\
KS 2022/1;5|levnadsvanor;Pia Öberg;Ordförande;pia@example.org;Åsa Ek;0520-49 00 00
114;Upplands Väsby;;;;;;;;;;;;;;
21;Region Gävleborg;;287767;2024;;;;;;;;;;;
"""


@pytest.fixture
def directory(db: None) -> None:
    member_index()


def run(tmp_path: Path, content: str | bytes, *flags: str, language: str = "en") -> str:
    path = tmp_path / "members.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    out = io.StringIO()
    call_command("import_members", str(path), "--language", language, *flags, stdout=out)
    return out.getvalue()


def failure(tmp_path: Path, content: str | bytes, **options: Any) -> str:
    with pytest.raises(CommandError) as caught:
        run(tmp_path, content, **options)
    assert caught.value.returncode == 1
    assert not Member.objects.exists()
    return str(caught.value)


def test_list_creates_members_with_facts_contacts_place_and_profile(tmp_path: Path, directory: None) -> None:
    out = run(tmp_path, LIST)

    member = Member.objects.get(code="1488")
    assert (member.official_name, member.population, member.population_year) == ("Trollhättans Stad", 59249, 2024)
    assert (member.county_name, round(member.latitude)) == ("Västra Götalands län", 58)
    assert [area.key for area in member.target_areas.all()] == ["boende", "levnadsvanor"]
    assert Contact.objects.political().get(member=member).email == "pia@example.org"
    assert Contact.objects.administrative().get(member=member).phone == "0520-49 00 00"
    assert MemberPage.objects.live().count() == 3
    assert Member.objects.get(name="Region Gävleborg").kind == Member.Kind.REGION
    assert "3 new, 0 changed, 0 unchanged." in out


def test_code_that_lost_its_zero_is_mended_and_said(tmp_path: Path, directory: None) -> None:
    out = run(tmp_path, LIST)

    assert "Line 3: 0114 Upplands Väsby: new. The code 114 was read as 0114" in out


def test_second_run_changes_nothing(tmp_path: Path, directory: None) -> None:
    run(tmp_path, LIST)

    assert "0 new, 0 changed, 3 unchanged." in run(tmp_path, LIST)


def test_changed_row_updates_the_member_and_leaves_empty_cells_alone(tmp_path: Path, directory: None) -> None:
    run(tmp_path, LIST)

    out = run(tmp_path, "code;population;population_year;website\n1488;60000;2025;\n")

    member = Member.objects.get(code="1488")
    assert (member.population, member.website) == (60000, "https://www.trollhattan.se")
    assert "0 new, 1 changed, 0 unchanged." in out


def test_new_name_does_not_take_over_the_earlier_persons_address(tmp_path: Path, directory: None) -> None:
    run(tmp_path, LIST)

    run(tmp_path, "code;political_name;political_title\n1488;Bo Ek;Ordförande\n")
    run(tmp_path, "code;administrative_name;administrative_email\n1488;Åsa Ek;asa@example.org\n")
    run(tmp_path, "code;administrative_name;administrative_email\n1488;Åsa Lind;asa@example.org\n")

    politician, official = Contact.objects.political().get(), Contact.objects.administrative().get()
    assert (politician.name, politician.email) == ("Bo Ek", "")
    assert (official.name, official.phone) == ("Åsa Lind", "0520-49 00 00")


def test_dry_run_keeps_nothing(tmp_path: Path, directory: None) -> None:
    out = run(tmp_path, LIST, "--dry-run")

    assert "3 new" in out
    assert "nothing was kept" in out
    assert not Member.objects.exists()
    assert not MemberPage.objects.exists()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "latin-1", "cp1252", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_every_usual_csv_is_read(encoding: str, delimiter: str, tmp_path: Path, directory: None) -> None:
    lines = [["Kommunkod", "Namn", "Folkmängd", "Folkmängd år"], ["1488", "Trollhättan", "59249", "2024"]]
    text = "\r\n".join(delimiter.join(cells) for cells in lines)

    run(tmp_path, text.encode(encoding))

    assert Member.objects.get().name == "Trollhättan"
    assert Member.objects.get().population == 59249


def test_xlsx_is_read(tmp_path: Path, directory: None) -> None:
    book = Workbook()
    sheet = book.create_sheet(index=0)
    sheet.append(["kod", "namn", "politisk kontakt namn"])
    sheet.append([114, "Upplands Väsby", "Pia Öberg"])
    book.save(tmp_path / "members.xlsx")

    call_command("import_members", str(tmp_path / "members.xlsx"), stdout=io.StringIO())

    assert Member.objects.get().code == "0114"
    assert Contact.objects.get().name == "Pia Öberg"


BAD = {
    "unknown code": ("code;name\n9999;Ingenstans\n",
                     "Line 2, column “code”: No municipality or region has the code 9999."),
    "two rows with one code": ("code\n1488\n2580\n1488\n", "Line 4, column “code”: Line 2 has the same code."),
    "zero lost in one of two": ("code\n0114\n114\n", "Line 3, column “code”: Line 2 has the same code."),
    "empty": ("", "Line 1: The file is empty."),
    "header alone": ("code;name\n", "Line 1: The file has a header but no rows."),
    "missing column": ("name;website\nTrollhättan;\n", "Line 1, column “code”: The column is missing."),
    "unknown column": ("code;favorite color\n1488;blue\n", "Line 1, column “favorite color”: No such column"),
    "missing code": ("code;name\n;Trollhättan\n", "Line 2, column “code”: The code is missing."),
    "line break": ('code;administrative_name;administrative_email\n1488;Bo;"b@example.org\nBcc: c@example.org"\n',
                   "column “administrative_email”: Write it on one line"),
    "no address": ("code;political_name;political_email\n1488;Bo;bo at example\n",
                   "Line 2, column “political_email”: "),
    "contact without name": ("code;political_email\n1488;b@example.org\n", "A contact needs a name."),
    "population without year": ("code;population\n1488;59249\n",
                                "Line 2, column “population_year”: A population needs its year."),
    "no number": ("code;population;population_year\n1488;many;2024\n",
                  "Line 2, column “population”: “many” is not a whole number."),
    "no date": ("code;letter_decided_on\n1488;6 april\n",
                "Line 2, column “letter_decided_on”: “6 april” is not a date."),
    "wrong kind": ("code;kind\n1488;region\n", "Line 2, column “kind”: "),
    "no target area": ("code;target_areas\n1488;9\n", "Line 2, column “target_areas”: “9” is no target area."),
    "region without name": ("code\n14\n", "Line 2, column “name”: A region needs its name."),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD)
def test_bad_file_is_refused_with_line_column_and_reason(case: str, tmp_path: Path, directory: None) -> None:
    content, message = BAD[case]

    assert message in failure(tmp_path, content)


def test_one_bad_row_keeps_the_good_ones_out_and_all_errors_are_told(tmp_path: Path, directory: None) -> None:
    message = failure(tmp_path, "code;population\n1488;\n9999;\n2580;5\n")

    assert "Line 3" in message
    assert "Line 4" in message
    assert "Nothing was brought in." in message


def test_file_that_is_not_there_is_said(tmp_path: Path, db: None) -> None:
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("import_members", str(tmp_path / "nowhere.csv"), "--language", "en")
