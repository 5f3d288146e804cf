"""The board: who lacks what, for coordinators alone."""

import datetime
import io
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook
from pytest_django import DjangoAssertNumQueries

from ledger import attendance
from ledger.attendance import Attendance
from ledger.board import Duty, Row, read_row
from ledger.models import Application, Fee, Membership
from ledger.services import compute_fees, mark_fee, record_letter, record_link, record_report
from members.models import Contact, Member
from tests.factories.cast import Cast
from tests.factories.ledger import ApplicationFactory, FeeRuleFactory
from tests.factories.members import ContactFactory, MemberFactory

QUERIES_OF_BOARD = 15
TODAY = datetime.date(2026, 11, 23)
YEAR = 2026


@pytest.fixture
def came(monkeypatch: pytest.MonkeyPatch) -> dict[int, Attendance]:
    """Who came to the annual meeting, told by a provider of the test's own."""
    found: dict[int, Attendance] = {}
    monkeypatch.setattr(attendance, "_providers", [])
    attendance.register_attendance(lambda year: found)
    return found


def row_of(member: Member, year: int = YEAR) -> Row:
    row = read_row(Member.objects.get(pk=member.pk), year, today=TODAY)
    assert row is not None
    return row


def lacking(member: Member) -> list[Duty]:
    return [cell.duty for cell in row_of(member).lacking]


def put_in_order(member: Member, came: dict[int, Attendance]) -> None:
    """Everything that a member owes."""
    Member.objects.filter(pk=member.pk).update(population=60_000, population_year=2025)
    record_letter(
        member, body="Kommunstyrelsen", decided_on=datetime.date(2020, 1, 1), registry_number="KS 1",
        file=ContentFile(b"x", "brev.pdf"),
    )  # fmt: skip
    ContactFactory.create(member=member, kind=Contact.Kind.POLITICAL)
    ContactFactory.create(member=member, kind=Contact.Kind.ADMINISTRATIVE)
    compute_fees(YEAR, at=TODAY)
    mark_fee(Fee.objects.get(member=member, year=YEAR), Fee.State.PAID, at=TODAY)
    came[member.pk] = Attendance(politicians=1, officials=2)
    record_link(member, url="https://example.org/hc", checked_on=TODAY)
    record_report(member, year=YEAR, received_on=TODAY, file=None)


def test_member_in_order_lacks_nothing(db: None, came: dict[int, Attendance]) -> None:
    FeeRuleFactory.create()
    member = MemberFactory.create()

    put_in_order(member, came)

    assert lacking(member) == []
    assert all(cell.is_done for cell in row_of(member).cells)


def test_new_member_lacks_all_that_it_can_be_asked_for(db: None, came: dict[int, Attendance]) -> None:
    member = MemberFactory.create()

    assert lacking(member) == [Duty.LETTER, Duty.CONTACTS, Duty.MEETING, Duty.LINK, Duty.REPORT]


@pytest.mark.parametrize(("politicians", "officials", "is_enough"), [(1, 1, True), (3, 0, False), (0, 2, False)])
def test_annual_meeting_asks_for_one_of_each(
    politicians: int, officials: int, is_enough: bool, db: None, came: dict[int, Attendance]
) -> None:
    member = MemberFactory.create()
    came[member.pk] = Attendance(politicians, officials)

    assert (Duty.MEETING not in lacking(member)) is is_enough


def test_without_an_annual_meeting_nobody_lacks_it(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attendance, "_providers", [lambda year: None])

    assert Duty.MEETING not in lacking(MemberFactory.create())


def test_letter_without_its_file_is_lacking(db: None, came: dict[int, Attendance]) -> None:
    member = MemberFactory.create(
        letter_body="KS", letter_decided_on=datetime.date(2020, 1, 1), letter_registry_number="KS 1"
    )

    assert Duty.LETTER in lacking(member)


def test_invoice_that_is_not_sent_is_not_the_members_turn(db: None, came: dict[int, Attendance]) -> None:
    FeeRuleFactory.create()
    member = MemberFactory.create(population=60_000, population_year=2025)
    compute_fees(YEAR, at=TODAY)

    assert Duty.FEE not in lacking(member)
    mark_fee(Fee.objects.get(), Fee.State.SENT, at=TODAY)
    assert Duty.FEE in lacking(member)


@pytest.mark.parametrize("number", [3, 20, 300])
def test_board_asks_the_database_as_often_for_any_number_of_members(
    number: int, cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    FeeRuleFactory.create()
    for position in range(number - 2):
        ContactFactory.create(member=MemberFactory.create(name=f"Ort {position}", population=1, population_year=2025))
    compute_fees(YEAR, at=TODAY)
    browser = cast.client(cast.coordinator)
    browser.get(f"{reverse('ledger_admin:board')}?year={YEAR}")

    with django_assert_num_queries(QUERIES_OF_BOARD):
        response = browser.get(f"{reverse('ledger_admin:board')}?year={YEAR}")

    assert response.content.decode().count('class="ledger-row"') == number


def addresses(member: Member, application: Application) -> list[str]:
    year = [YEAR]
    return [
        reverse("ledger_admin:board"),
        reverse("ledger_admin:export", args=[YEAR, "xlsx"]),
        reverse("ledger_admin:fees", args=year),
        reverse("ledger_admin:member", args=[member.pk, YEAR]),
        reverse("ledger_admin:remind", args=[member.pk, YEAR]),
        reverse("ledger_admin:letter-file", args=[member.pk]),
        reverse("ledger_admin:report-file", args=[member.pk, YEAR]),
        reverse("ledger_admin:applications"),
        reverse("ledger_admin:application", args=[application.pk]),
        reverse("fee-rule:index"),
        reverse("notice-rule:index"),
        reverse("onboarding-task:index"),
    ]


@pytest.mark.parametrize("who", ["trollhattan_editor", "representative", None])
def test_ledger_is_closed_to_all_but_coordinators(who: str | None, cast: Cast) -> None:
    record_letter(
        cast.trollhattan, body="Kanariefågel", decided_on=None, registry_number="", file=ContentFile(b"x", "a.pdf")
    )
    record_report(cast.trollhattan, year=YEAR, received_on=TODAY, file=ContentFile(b"x", "a.pdf"))
    browser = cast.client(getattr(cast, who) if who else None)

    for url in addresses(cast.trollhattan, ApplicationFactory.create()):
        for response in (browser.get(url), browser.post(url, {"form": "letter", "action": "accept"})):
            assert response.status_code in (302, 403), url
            assert "Kanariefågel" not in response.content.decode()
            assert response.get("Location", "/admin/").startswith(("/admin/", "/konto/login/"))
    assert Application.objects.get().state == Application.State.CONFIRMED
    if who:
        start = browser.get("/admin/").content.decode()
        assert "/admin/ledger/" not in start.replace(reverse("ledger_admin:own-members"), "")
        assert (reverse("ledger_admin:own-members") in start) == (who == "trollhattan_editor")


def test_coordinator_opens_every_page(cast: Cast) -> None:
    record_letter(cast.lulea, body="KS", decided_on=None, registry_number="", file=ContentFile(b"x", "a.pdf"))
    record_report(cast.lulea, year=YEAR, received_on=TODAY, file=ContentFile(b"x", "a.pdf"))
    browser = cast.client(cast.coordinator)

    for url in addresses(cast.lulea, ApplicationFactory.create()):
        response = browser.get(url)
        assert response.status_code == 200, url
        if response.streaming:
            b"".join(response.streaming_content)  # type: ignore[attr-defined]


def post(browser: Client, member: Member, form: str, **values: Any) -> Any:
    url = reverse("ledger_admin:member", args=[member.pk, YEAR])
    return browser.post(url, {"form": form} | {f"{form}-{name}": value for name, value in values.items()})


def test_coordinator_writes_down_what_came(cast: Cast) -> None:
    FeeRuleFactory.create()
    Member.objects.update(population=60_000, population_year=2025)
    browser, member = cast.client(cast.coordinator), cast.lulea
    browser.post(reverse("ledger_admin:fees", args=[YEAR]))
    paper = SimpleUploadedFile("brev.pdf", b"%PDF letter")

    post(browser, member, "letter", body="KS", decided_on="2020-01-01", registry_number="KS 1", file=paper)
    post(browser, member, "link", url="https://example.org/hc", checked_on="2026-05-01")
    post(browser, member, "report", received_on="2026-10-30")
    post(browser, member, "fee", state="paid")

    row = row_of(member)
    assert [cell.duty for cell in row.lacking] == [Duty.CONTACTS]
    assert row.fee is not None
    assert row.fee.paid_on == timezone.localdate()
    letter = browser.get(reverse("ledger_admin:letter-file", args=[member.pk]))
    assert b"".join(letter.streaming_content) == b"%PDF letter"  # type: ignore[attr-defined]
    assert "no-store" in letter["Cache-Control"]
    assert "/media/" not in Membership.objects.get(member=member).letter_file.path


def test_bad_day_is_said_at_the_field(cast: Cast) -> None:
    response = post(cast.client(cast.coordinator), cast.lulea, "report", received_on="2026-13-45")

    assert response.status_code == 422
    assert not cast.lulea.yearly_reports.exists()


def test_xlsx_has_the_rows_of_the_board_and_no_formulas(cast: Cast) -> None:
    Member.objects.filter(pk=cast.lulea.pk).update(name="=1+1")

    response = cast.client(cast.coordinator).get(reverse("ledger_admin:export", args=[YEAR, "xlsx"]))

    rows = list(load_workbook(io.BytesIO(b"".join(response.streaming_content))).active.values)  # type: ignore[union-attr, attr-defined]
    assert [row[1] for row in rows[1:]] == ["'=1+1", "Trollhättan"]
    assert rows[0][1] in ("Medlem", "Member")


def test_board_of_another_year_shows_that_years_fees(cast: Cast) -> None:
    FeeRuleFactory.create(year=2024, per_inhabitant=1)
    Member.objects.update(population=20_000, population_year=2023)
    compute_fees(2024, at=datetime.date(2024, 1, 15))

    html = cast.client(cast.coordinator).get(f"{reverse('ledger_admin:board')}?year=2024").content.decode()

    assert html.count("20000 kr") == 2
