"""Bringing in a list of members in the admin: the report first, then exactly that or nothing."""

import io
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import Workbook
from wagtail.models import ModelLogEntry

from members.models import Contact, Member, MemberImport
from members.uploading import delete_old_uploads
from tests.factories.cast import Cast

UPLOAD, REPORT = "/admin/members/import/", "/admin/members/import/report/"
LIST = """kod;officiellt namn;folkmängd;folkmängd år;målområden;politisk kontakt namn;politisk kontakt titel
1488;;60 000;2025;5|6;Pia Öberg;Ordförande
114;;;;;;
2580;Luleå kommun;;;;;
"""


def upload(browser: Client, content: str | bytes, name: str = "lista.csv") -> Any:
    file = SimpleUploadedFile(name, content if isinstance(content, bytes) else content.encode())
    return browser.post(UPLOAD, {"file": file})


def press(browser: Client, action: str = "bring-in", fingerprint: str | None = None) -> Any:
    kept = MemberImport.objects.first()
    known = fingerprint if fingerprint is not None else kept.fingerprint if kept else ""
    return browser.post(REPORT, {"action": action, "fingerprint": known}, follow=True)


def test_report_says_row_by_row_what_will_happen_and_changes_nothing(cast: Cast) -> None:
    browser = cast.client(cast.coordinator)

    answer = upload(browser, LIST)

    assert (answer.status_code, answer["Location"]) == (302, REPORT)
    page = browser.get(REPORT).content.decode()
    for words in (
        "folkmängd: <ins>60000",
        "målområden: <ins>5 boende, 6 levnadsvanor",
        "politisk kontakt namn: <ins>Pia",
    ):
        assert words in page
    for words in ("Upplands Väsby", "0114", "Luleå", "lista.csv"):
        assert words in page
    assert Member.objects.count() == 2
    assert Member.objects.get(code="1488").population is None


def test_confirming_does_what_the_report_said_and_throws_the_file_away(cast: Cast) -> None:
    browser = cast.client(cast.coordinator)
    upload(browser, LIST)

    press(browser)

    assert Member.objects.get(code="1488").population == 60000
    assert Contact.objects.political().get().title == "Ordförande"
    assert Member.objects.get(code="0114").editor_group is not None
    assert not MemberImport.objects.exists()
    logged = ModelLogEntry.objects.filter(user=cast.coordinator, content_type__model="member")
    assert sorted(logged.values_list("label", "action")) == [
        ("Trollhättan", "wagtail.edit"), ("Upplands Väsby", "wagtail.create")
    ]  # fmt: skip


def test_pressing_twice_brings_in_once(cast: Cast) -> None:
    browser = cast.client(cast.coordinator)
    upload(browser, LIST)
    fingerprint = MemberImport.objects.get().fingerprint

    press(browser)
    again = press(browser, fingerprint=fingerprint)

    assert again.redirect_chain[-1][0] == UPLOAD
    assert Member.objects.filter(code="0114").count() == 1


@pytest.mark.parametrize("change", ["fact", "contact", "taken"])
def test_data_that_changed_in_between_is_refused_whole(cast: Cast, change: str) -> None:
    browser = cast.client(cast.coordinator)
    Contact.objects.create(member=cast.trollhattan, kind=Contact.Kind.POLITICAL, name="Bo Ek")
    upload(browser, LIST)
    if change == "fact":
        Member.objects.filter(code="1488").update(population=59000, population_year=2024)
    elif change == "contact":
        Contact.objects.update(name="Ulf Ek")
    else:
        Member.objects.filter(code="2580").update(code="0114", official_name="")

    answer = press(browser)

    assert answer.redirect_chain[-1][0] == UPLOAD
    assert Member.objects.count() == 2
    assert Member.objects.get(code="1488").population in {None, 59000}
    assert not Contact.objects.filter(name="Pia Öberg").exists()
    assert not MemberImport.objects.exists()


def test_bad_rows_are_told_with_line_column_and_reason_and_nothing_is_kept(cast: Cast) -> None:
    answer = upload(cast.client(cast.coordinator), "kod;folkmängd\n1488;\n9999;\n2580;5\n")

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "<td>3</td><td>kod</td>" in page
    assert "9999" in page
    assert "<td>4</td><td>population_year</td>" in page
    assert not MemberImport.objects.exists()


BAD_FILES: dict[str, tuple[str | bytes, str]] = {
    "no table": (b"\x00\x01\x02", "bild.png"),
    "unknown column": ("kod;favoritfärg\n1488;blå\n", "lista.csv"),
    "too large": (b"kod\n" + b"1488\n" * 450_000, "lista.csv"),
    "too many rows": ("kod\n" + "1488\n" * 401, "lista.csv"),
    "empty": ("kod\n", "lista.csv"),
}


@pytest.mark.parametrize("case", BAD_FILES)
def test_file_that_is_no_list_is_refused_beside_the_field(cast: Cast, case: str) -> None:
    answer = upload(cast.client(cast.coordinator), *BAD_FILES[case])

    assert answer.status_code == 422
    assert answer.context["form"].errors["file"]


def test_list_without_news_is_said_so(cast: Cast) -> None:
    answer = upload(cast.client(cast.coordinator), "kod\n1488\n")

    assert (answer.status_code, answer.context["report"].errors) == (200, ())
    assert not MemberImport.objects.exists()


def test_xlsx_is_taken(cast: Cast) -> None:
    book, file = Workbook(), io.BytesIO()
    sheet = book.create_sheet(index=0)
    sheet.append(["kod", "webbplats"])
    sheet.append([1488, "https://www.trollhattan.se"])
    book.save(file)
    browser = cast.client(cast.coordinator)
    upload(browser, file.getvalue(), "lista.xlsx")

    press(browser)

    assert Member.objects.get(code="1488").website == "https://www.trollhattan.se"


def test_list_can_be_thrown_away_and_goes_after_a_day(cast: Cast) -> None:
    browser = cast.client(cast.coordinator)
    upload(browser, LIST)
    press(browser, "discard")
    assert not MemberImport.objects.exists()

    upload(browser, LIST)
    MemberImport.objects.update(created_at=timezone.now() - timedelta(days=1, minutes=1))
    assert press(browser).redirect_chain[-1][0] == UPLOAD
    delete_old_uploads(now=timezone.now())

    assert not MemberImport.objects.exists()
    assert Member.objects.count() == 2


def test_page_that_shows_an_earlier_list_confirms_nothing(cast: Cast) -> None:
    browser = cast.client(cast.coordinator)
    upload(browser, LIST)
    earlier = MemberImport.objects.get().fingerprint
    upload(browser, "kod\n0115\n")

    press(browser, fingerprint=earlier)

    assert Member.objects.count() == 2
    assert MemberImport.objects.get().rows[0]["code"] == "0115"


@pytest.mark.parametrize("address", [UPLOAD, REPORT])
def test_only_coordinators_bring_in_members(cast: Cast, address: str) -> None:
    editor = cast.client(cast.trollhattan_editor)
    upload(cast.client(cast.coordinator), LIST)

    for answer in (editor.get(address), editor.post(address, {"fingerprint": MemberImport.objects.get().fingerprint})):
        assert answer.status_code in {302, 403}
        assert answer.get("Location", "/admin/") == "/admin/"
    menu = 'href": "/admin/members/import/'
    assert menu not in editor.get(reverse("wagtailadmin_home")).content.decode()
    assert Member.objects.count() == 2


def test_report_asks_the_same_queries_for_any_list(cast: Cast) -> None:
    browser = cast.client(cast.coordinator)
    counts = []
    for codes in (["1488"], ["1488", "2580", "0114"]):
        upload(browser, "kod;medlem sedan\n" + "".join(f"{code};2003\n" for code in codes))
        browser.get(REPORT)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert browser.get(REPORT).status_code == 200
        counts.append(len(queries))

    assert counts[0] == counts[1]
