"""Agenda and papers: written on one page, sent in time or not, and seen only by those invited."""

import datetime
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import translation

from mailings.models import Delivery
from meetings import services
from meetings.agenda.checklist import Mark, checklist
from meetings.agenda.services import send_papers
from meetings.agenda.shown import agenda_for
from meetings.models import AgendaItem, Meeting, MeetingDocument, MeetingKind
from meetings.services import MeetingError
from tests.factories.cast import Cast
from tests.meetings.conftest import NOW, Drain, answer_path, invitation_of, text_of

DUE_ON = datetime.date(2027, 3, 17)
SECRET = "Vi föreslår oförändrad avgift"


@pytest.fixture
def annual(announced: Meeting) -> Meeting:
    """An announced meeting, papers due four weeks before 14 April, with one item for decision."""
    announced.kind = MeetingKind.objects.get(key="arsmote")
    announced.save()
    AgendaItem.objects.create(
        meeting=announced, sort_order=0, title_sv="Avgiften", title_en="The fee", text_sv=SECRET, kind="decision"
    )
    return announced


def add_paper(meeting: Meeting, title: str, at: datetime.datetime, **fields: Any) -> MeetingDocument:
    return MeetingDocument.objects.create(meeting=meeting, title=title, file="x.pdf", added_at=at, **fields)


def marks(meeting: Meeting, now: datetime.datetime) -> list[Mark]:
    agenda = agenda_for(meeting, is_inside=True)
    return [check.mark for check in checklist(meeting, agenda, list(meeting.paper_notices.all()), now=now)]


def test_the_checklist_says_what_is_late(annual: Meeting) -> None:
    assert annual.papers_due_on == DUE_ON
    assert marks(annual, NOW) == [Mark.DONE, Mark.DONE, Mark.DONE, Mark.WAITING]
    after = datetime.datetime(2027, 3, 18, 9, tzinfo=datetime.UTC)
    assert marks(annual, after)[-1] == Mark.LATE
    send_papers(annual, at=NOW)
    late = add_paper(annual, "Sen bilaga", after)
    assert late.is_late
    assert marks(annual, after) == [Mark.DONE, Mark.DONE, Mark.DONE, Mark.DONE, Mark.LATE, Mark.WAITING]


def test_papers_are_sent_once_and_the_log_says_whether_in_time(annual: Meeting, drain: Drain) -> None:
    add_paper(annual, "Budget", NOW, item=annual.agenda_items.get())
    drain(NOW)
    first = send_papers(annual, at=NOW)
    assert send_papers(annual, at=NOW + datetime.timedelta(seconds=20)) == first
    late = send_papers(annual, at=NOW + datetime.timedelta(days=20))
    assert [notice.is_on_time for notice in (first, late)] == [True, False]
    mails = drain(NOW + datetime.timedelta(days=20))
    assert len(mails) == 6
    to_carin = next(mail for mail in mails if mail.recipients == ("carin@example.org",))
    assert "1. The fee" in text_of(to_carin)
    page = Client().get(answer_path(to_carin)).content.decode()
    assert "Budget" in page
    assert SECRET in page


def test_papers_wait_for_an_announced_meeting_with_an_agenda(announced: Meeting) -> None:
    with pytest.raises(MeetingError):
        send_papers(announced, at=NOW)
    AgendaItem.objects.create(meeting=announced, title_sv="En punkt")
    with pytest.raises(MeetingError):
        send_papers(announced, at=announced.ends_at)
    services.cancel_meeting(announced, at=NOW)
    with pytest.raises(MeetingError):
        send_papers(announced, at=NOW)


@time_machine.travel(NOW, tick=False)
def test_who_is_not_invited_sees_the_titles_alone(annual: Meeting, cast: Cast) -> None:
    add_paper(annual, "Internt underlag", NOW, item=annual.agenda_items.get())
    add_paper(annual, "Öppet underlag", NOW, is_public=True)
    with translation.override("sv"):
        path = annual.get_absolute_url()
    for user, sees in ((None, False), (cast.lulea_editor, False), (cast.coordinator, True)):
        page = cast.client(user).get(path).content.decode()
        assert "Avgiften" in page
        assert "Öppet underlag" in page
        assert [(SECRET in page), ("Internt underlag" in page), (annual.online_link in page)] == [sees] * 3
    bo = invitation_of(annual, "bo@example.org")
    path = reverse("meetings:invitation-respond", args=[bo.token])
    assert "Internt underlag" in Client().get(path).content.decode()
    services.remove_attendee(bo, at=NOW)
    page = Client().get(path).content.decode()
    assert "underlag" not in page
    assert SECRET not in page


@time_machine.travel(NOW, tick=False)
@pytest.mark.parametrize("rows", [1, 3, 50])
def test_the_meeting_s_page_costs_the_same_however_long_its_agenda(
    announced: Meeting, rows: int, django_assert_max_num_queries: Any
) -> None:
    for number in range(rows):
        item = AgendaItem.objects.create(meeting=announced, sort_order=number, title_sv=f"Punkt {number}")
        add_paper(announced, f"Bilaga {number}", NOW, item=item, is_public=True)
    client = Client()
    client.get(announced.get_absolute_url())
    with django_assert_max_num_queries(15):
        assert client.get(announced.get_absolute_url()).content.decode().count("/moten/papper/") == rows


def formset(prefix: str, initial: int, *rows: dict[str, Any]) -> dict[str, Any]:
    counts = {"TOTAL_FORMS": len(rows), "INITIAL_FORMS": initial, "MIN_NUM_FORMS": 0, "MAX_NUM_FORMS": 1000}
    values = {f"{prefix}-{name}": value for name, value in counts.items()}
    for number, row in enumerate(rows):
        values |= {f"{prefix}-{number}-{name}": value for name, value in {"ORDER": number + 1, **row}.items()}
    return values


def item_row(title: str, **fields: Any) -> dict[str, Any]:
    return {"title_sv": title, "title_en": "", "text_sv": "", "text_en": "", "kind": "decision", **fields}


@time_machine.travel(NOW, tick=False)
def test_one_page_for_the_whole_agenda(announced: Meeting, cast: Cast) -> None:
    client, url = cast.client(cast.coordinator), reverse("meetings_admin:agenda", args=[announced.pk])
    rows = [item_row("Val", ORDER=2), item_row("Öppnande", ORDER=1, starts_at="10:00", speaker="Karin")]
    client.post(url, formset("agenda_items", 0, *rows) | formset("documents", 0))
    first, second = announced.agenda_items.all()
    assert (first.title_sv, first.speaker, second.title_sv) == ("Öppnande", "Karin", "Val")
    kept = formset("agenda_items", 2, item_row("Öppnande", id=first.pk), item_row("Val", id=second.pk))
    for name, count in (("virus.exe", 0), ("Förslag.pdf", 1)):
        file = SimpleUploadedFile(name, b"%PDF")
        annex = {"title": "Förslag", "item": second.pk, "file": file, "is_public": ""}
        client.post(url, kept | formset("documents", 0, annex))
        assert announced.documents.count() == count
    paper = announced.documents.get()
    assert (paper.item, paper.added_at) == (second, NOW)
    page = client.get(url).content.decode()
    assert "7 april 2027" in page
    gone = formset("agenda_items", 2, item_row("", id=first.pk), item_row("Val", id=second.pk, DELETE="on"))
    assert "Val" in client.post(url, gone | formset("documents", 0)).content.decode()
    kept = formset("agenda_items", 2, item_row("Öppnande", id=first.pk), item_row("Val", id=second.pk, DELETE="on"))
    annex = {"title": "Förslag", "id": paper.pk, "item": second.pk, "is_public": ""}
    client.post(url, kept | formset("documents", 1, annex))
    paper.refresh_from_db()
    assert (paper.item, announced.agenda_items.count()) == (None, 1)
    paper.file.delete()


@time_machine.travel(NOW, tick=False)
def test_only_coordinators_reach_the_agenda_s_page_and_a_get_sends_nothing(annual: Meeting, cast: Cast) -> None:
    before = Delivery.objects.count()
    for name in ("agenda", "papers-send"):
        url = reverse(f"meetings_admin:{name}", args=[annual.pk])
        assert cast.client(cast.lulea_editor).get(url).status_code in {302, 403}
        assert cast.client(cast.lulea_editor).post(url).status_code in {302, 403}
        assert cast.client(cast.coordinator).get(url).status_code == 200
    assert Delivery.objects.count() == before
    cast.client(cast.coordinator).post(reverse("meetings_admin:papers-send", args=[annual.pk]))
    assert Delivery.objects.count() == before + 3
