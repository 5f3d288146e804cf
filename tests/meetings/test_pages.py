"""What everybody sees, what only those invited see, and that lists stay cheap."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.test import Client
from icalendar import Calendar

from meetings import services
from meetings.audience import audience_of
from meetings.models import Meeting, MeetingDocument
from tests.factories.accounts import UserFactory
from tests.factories.cast import Cast
from tests.factories.meetings import START, MeetingFactory, meeting_index
from tests.factories.members import ContactFactory
from tests.meetings.conftest import NOW, invitation_of

LINK = "meet.example.org"


def fetch(client: Client, path: str) -> int:
    """Read a file to its end, which closes it; gives the status."""
    response: Any = client.get(path)
    assert response.status_code == 404 or response.getvalue() == b"%PDF-hemligt"
    status: int = response.status_code
    return status


def shown(**fields: Any) -> Meeting:
    return MeetingFactory.create(state=Meeting.State.ANNOUNCED, announced_at=NOW, **fields)


@time_machine.travel(NOW, tick=False)
@pytest.mark.parametrize("rows", [1, 3, 200])
def test_the_calendar_page_costs_the_same_for_all(
    db: None, rows: int, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    meeting_index()
    for number in range(rows):
        shown(starts_at=START + datetime.timedelta(days=number))
    client = Client()
    client.get("/moten/")
    with django_assert_max_num_queries(15):
        response = client.get("/moten/")
    assert response.content.decode().count("date-block__day") == min(rows, 30)


@time_machine.travel(NOW, tick=False)
def test_drafts_are_nowhere(db: None) -> None:
    meeting_index()
    draft = MeetingFactory.create(title_sv="Hemligt möte")
    for path in ("/moten/", "/moten/tidigare/", "/moten/kalender.ics"):
        assert "Hemligt" not in Client().get(path).content.decode()
    assert Client().get(draft.get_absolute_url()).status_code == 404
    assert Client().get(f"/moten/{draft.pk}.ics").status_code == 404


def test_past_meetings_have_a_page_of_their_own(db: None) -> None:
    meeting_index()
    meeting = shown()
    with time_machine.travel(meeting.ends_at + datetime.timedelta(days=1), tick=False):
        assert meeting.title_sv in Client().get("/moten/tidigare/").content.decode()
        assert meeting.title_sv not in Client().get("/moten/").content.decode()


@time_machine.travel(NOW, tick=False)
def test_only_those_invited_see_the_online_link(announced: Meeting) -> None:
    invited = UserFactory.create(email="bo@example.org")
    other = UserFactory.create(email="nagon@example.org")
    for user, sees in ((None, False), (other, False), (invited, True)):
        client = Client()
        if user is not None:
            client.force_login(user)
        page = client.get(announced.get_absolute_url()).content.decode()
        assert (LINK in page) is sees
        assert (LINK in client.get(f"/moten/{announced.pk}.ics").content.decode()) is sees
    assert LINK not in Client().get("/moten/kalender.ics").content.decode()


@time_machine.travel(NOW, tick=False)
def test_papers_are_given_by_permission_only(announced: Meeting, cast: Cast) -> None:
    paper = MeetingDocument(meeting=announced, title="Förslag")
    paper.file.save("forslag.pdf", ContentFile(b"%PDF-hemligt"))
    path = paper.get_absolute_url()
    assert fetch(Client(), path) == 404
    assert fetch(Client(), f"/media/{paper.file.name}") == 404
    assert fetch(cast.client(cast.lulea_editor), path) == 404
    assert fetch(cast.client(cast.coordinator), path) == 200
    bo = invitation_of(announced, "bo@example.org")
    assert fetch(Client(), f"/moten/svar/{bo.token}/{paper.pk}/") == 200
    assert fetch(Client(), f"/moten/svar/{'x' * 32}/{paper.pk}/") == 404
    services.remove_attendee(bo, at=NOW)
    assert fetch(Client(), f"/moten/svar/{bo.token}/{paper.pk}/") == 404
    paper.is_public = True
    paper.save()
    assert fetch(Client(), path) == 200
    paper.file.delete()


@time_machine.travel(NOW, tick=False)
def test_the_public_feed_is_a_calendar_that_says_when_nothing_is_new(announced: Meeting) -> None:
    response = Client().get("/moten/kalender.ics")
    [event] = Calendar.from_ical(response.content).walk("VEVENT")
    assert event["UID"] == announced.uid
    assert "ATTENDEE" not in event
    assert not response.cookies
    etag = response.headers["ETag"]
    assert Client().get("/moten/kalender.ics", headers={"if-none-match": etag}).status_code == 304
    announced.title_sv = "Nytt namn"
    with time_machine.travel(NOW + datetime.timedelta(minutes=1), tick=False):
        announced.save()
        assert Client().get("/moten/kalender.ics", headers={"if-none-match": etag}).status_code == 200


@time_machine.travel(NOW, tick=False)
def test_an_old_slug_leads_to_the_page(db: None) -> None:
    meeting = shown()
    response = Client().get(f"/moten/{meeting.pk}-gammalt/")
    assert response.status_code == 301
    assert response.headers["Location"] == meeting.get_absolute_url()


def test_audience_invites_each_address_once_and_says_who_is_left_out(people: list[Any]) -> None:
    ContactFactory.create(member=people[0].member, name="Dubbel", email="ASA@example.org")
    audience = audience_of(MeetingFactory.create())
    assert (audience.people, audience.members) == (3, 2)
    assert sorted(row.who for row in audience.left_out) == ["Dag Utan", "Dubbel"]
    political = audience_of(MeetingFactory.create(audience=Meeting.Audience.POLITICAL))
    assert list(political.invited) == ["bo@example.org"]
    assert [row.member for row in political.left_out] == ["Umeå"]
