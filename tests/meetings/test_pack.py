"""The printable pack: what each reader may see, on a page and as PDF."""

import re
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from meetings import services
from meetings.agenda.shown import agenda_for
from meetings.minutes.pack import Pack, pack_data, pack_pdf
from meetings.minutes.shown import show_minutes
from meetings.models import AgendaItem, MeetingDocument, Minutes
from tests.factories.cast import Cast
from tests.meetings.conftest import AFTER, invitation_of

TRICK = "#panic() *fet* = rubrik $x$ \\ <etikett> @källa"


@pytest.fixture
def adjusted(locked: Minutes) -> Minutes:
    """Locked minutes of a meeting with an annex, and with an item that tries to be Typst."""
    AgendaItem.objects.filter(meeting=locked.meeting).update(text_sv=TRICK)
    item = locked.meeting.agenda_items.first()
    MeetingDocument.objects.create(meeting=locked.meeting, title="Underlag", file="x.pdf", item=item, added_at=AFTER)
    return locked


def test_the_pdf_is_tagged_and_takes_every_text_as_text(adjusted: Minutes) -> None:
    pack = Pack(adjusted.meeting, agenda_for(adjusted.meeting, is_inside=True), show_minutes(adjusted))
    data = pack_data(pack)
    assert TRICK in {item["text"] for item in data["agenda"]}
    assert data["minutes"]["checksum"] == adjusted.checksum
    # Åsa has a globe in her name, which the typeface lacks: a PDF all the same.
    assert pack_pdf(pack).startswith(b"%PDF-")
    without_minutes = pack_pdf(Pack(pack.meeting, pack.agenda, None))
    assert re.search(rb"/MarkInfo|/StructTreeRoot", without_minutes)
    assert b"pdfuaid" in without_minutes


@time_machine.travel(AFTER, tick=False)
def test_each_reader_gets_on_paper_what_the_pages_show(adjusted: Minutes, cast: Cast) -> None:
    path = reverse("meetings:pack", args=[adjusted.meeting_id])
    for user, sees in ((None, False), (cast.lulea_editor, False), (cast.coordinator, True)):
        page = cast.client(user).get(path).content.decode()
        assert [text in page for text in ("#panic()", "Underlag", adjusted.checksum)] == [sees] * 3
        pdf: Any = cast.client(user).get(reverse("meetings:pack-pdf", args=[adjusted.meeting_id]))
        assert pdf.content.startswith(b"%PDF-")
    bo = invitation_of(adjusted.meeting, "bo@example.org")
    by_token = [reverse(f"meetings:invitation-pack{end}", args=[bo.token]) for end in ("", "-pdf")]
    assert adjusted.checksum in Client().get(by_token[0]).content.decode()
    services.remove_attendee(bo, at=AFTER)
    assert {Client().get(page).status_code for page in by_token} == {404}
