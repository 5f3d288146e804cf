"""Who lacks what in a year: one row for each member, one cell for each duty."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from core.sorting import swedish_key
from ledger.attendance import Attendance, attendance_of_year
from ledger.models import Fee, Membership, YearlyReport
from members.models import Contact, Member


class Duty(StrEnum):
    """What a member owes the network (the public criteria for members)."""

    LETTER = "letter"
    CONTACTS = "contacts"
    FEE = "fee"
    MEETING = "meeting"
    LINK = "link"
    REPORT = "report"

    @property
    def label(self) -> str:
        """Its name in the active language."""
        return {
            Duty.LETTER: _("Letter of intent"),
            Duty.CONTACTS: _("Contacts"),
            Duty.FEE: _("Fee"),
            Duty.MEETING: _("Annual meeting"),
            Duty.LINK: _("Link on the own website"),
            Duty.REPORT: _("Yearly report"),
        }[self]


@dataclass(frozen=True)
class Cell:
    """How a member stands with one duty. `is_done` None: it cannot be told, or is not the member's turn."""

    duty: Duty
    is_done: bool | None
    words: str
    request: str = ""


@dataclass(frozen=True)
class Row:
    """One member's year."""

    member: Member
    membership: Membership | None
    fee: Fee | None
    cells: tuple[Cell, ...]

    @property
    def lacking(self) -> list[Cell]:
        """What the member can be asked for."""
        return [cell for cell in self.cells if cell.is_done is False]


@dataclass(frozen=True)
class Board:
    """All rows of a year, and the years around it."""

    year: int
    rows: list[Row]
    years: list[int]

    @property
    def complete(self) -> int:
        """How many members lack nothing."""
        return sum(not row.lacking for row in self.rows)

    @property
    def duties(self) -> list[Duty]:
        """The columns."""
        return list(Duty)


def read_board(year: int, *, today: datetime.date, among: QuerySet[Member] | None = None) -> Board:
    """The members of a year and how they stand; four queries however many there are."""
    members = Member.objects.all() if among is None else Member.objects.filter(pk__in=among.order_by().values("pk"))
    members = members.filter(left_on__isnull=True) | members.filter(left_on__gte=datetime.date(year, 1, 1))
    fees = {fee.member_id: fee for fee in Fee.objects.filter(year=year)}
    received = YearlyReport.objects.filter(member=OuterRef("pk"), year=year).values("received_on")
    attendance = attendance_of_year(year)
    rows = [
        _row(member, fees.get(member.pk), member.report_received_on, attendance)
        for member in members.annotate(report_received_on=Subquery(received))
        .select_related("membership")
        .prefetch_related("contacts")
        if member.member_since is None or member.member_since <= year
    ]
    rows.sort(key=lambda row: swedish_key(row.member.name))
    return Board(year, rows, sorted({today.year, year - 1, year, year + 1}, reverse=True))


def read_row(member: Member, year: int, *, today: datetime.date) -> Row | None:
    """One member's year; None where it was no member then."""
    rows = read_board(year, today=today, among=Member.objects.filter(pk=member.pk)).rows
    return rows[0] if rows else None


def lacking_in(row: Row | None) -> list[Cell]:
    """What the member can be asked for; nothing where it was no member then."""
    return row.lacking if row is not None else []


def _row(
    member: Member, fee: Fee | None, report_on: datetime.date | None, attendance: Mapping[int, Attendance] | None
) -> Row:
    membership: Membership | None = getattr(member, "membership", None)
    cells = (
        _letter(member, membership),
        _contacts(member),
        _fee(fee),
        _meeting(attendance.get(member.pk, Attendance()) if attendance is not None else None),
        _link(membership),
        _report(report_on),
    )
    return Row(member, membership, fee, cells)


def _letter(member: Member, membership: Membership | None) -> Cell:
    parts = dict(_letter_parts(member, membership))
    missing = [label for label, is_there in parts.items() if not is_there]
    if missing:
        words = _("Missing: %(what)s") % {"what": ", ".join(missing)}
        return Cell(Duty.LETTER, False, words, _("The letter of intent: %(what)s.") % {"what": ", ".join(missing)})
    return Cell(Duty.LETTER, True, date_format(member.letter_decided_on, "Y-m-d") if member.letter_decided_on else "")


def _letter_parts(member: Member, membership: Membership | None) -> Iterator[tuple[str, bool]]:
    yield _("body"), bool(member.letter_body)
    yield _("date"), member.letter_decided_on is not None
    yield _("registry number"), bool(member.letter_registry_number)
    yield _("document"), membership is not None and bool(membership.letter_file)


def _contacts(member: Member) -> Cell:
    kinds = [contact.kind for contact in member.contacts.all()]
    missing = []
    if Contact.Kind.POLITICAL not in kinds:
        missing.append(_("political"))
    if Contact.Kind.ADMINISTRATIVE not in kinds:
        missing.append(_("administrative"))
    if missing:
        words = _("Missing: %(what)s") % {"what": ", ".join(missing)}
        return Cell(Duty.CONTACTS, False, words, _("A contact who is: %(what)s.") % {"what": ", ".join(missing)})
    return Cell(Duty.CONTACTS, True, str(len(kinds)))


def _fee(fee: Fee | None) -> Cell:
    if fee is None:
        return Cell(Duty.FEE, None, _("Not computed"))
    words = _("%(state)s, %(amount)s kr") % {"state": fee.get_state_display(), "amount": f"{fee.amount:.0f}"}
    if fee.state == Fee.State.NOT_SENT:
        return Cell(Duty.FEE, None, words)
    request = _("The fee for %(year)s: %(amount)s kr. The invoice was sent on %(day)s.") % {
        "year": fee.year,
        "amount": f"{fee.amount:.0f}",
        "day": date_format(fee.sent_on) if fee.sent_on else "–",
    }
    return Cell(Duty.FEE, fee.is_paid, words, "" if fee.is_paid else request)


def _meeting(attendance: Attendance | None) -> Cell:
    if attendance is None:
        return Cell(Duty.MEETING, None, _("No meeting yet"))
    words = _("Politicians: %(politicians)d, officials: %(officials)d") % vars(attendance)
    request = _("Somebody for the annual meeting: at least one politician and one official.")
    return Cell(Duty.MEETING, attendance.is_enough, words, "" if attendance.is_enough else request)


def _link(membership: Membership | None) -> Cell:
    if membership is not None and membership.link_url and membership.link_checked_on:
        return Cell(Duty.LINK, True, date_format(membership.link_checked_on, "Y-m-d"))
    request = _("A few words about the network on your own website. Answer with the address of the page.")
    is_told = membership is not None and membership.link_url
    return Cell(Duty.LINK, False, _("Not checked") if is_told else _("No link"), request)


def _report(received_on: datetime.date | None) -> Cell:
    if received_on is not None:
        return Cell(Duty.REPORT, True, date_format(received_on, "Y-m-d"))
    return Cell(Duty.REPORT, False, _("Not received"), _("The report about your year."))
