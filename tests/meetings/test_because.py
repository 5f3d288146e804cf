"""Each mail about a meeting says why it came, and so does the outbox."""

from django.db import connection
from django.test.utils import CaptureQueriesContext

from devservices.smtp_sink import SunkMessage
from mailings.models import Delivery
from meetings import services
from meetings.models import Meeting
from members.models import Contact
from tests.factories.accounts import UserFactory
from tests.factories.meetings import MeetingFactory
from tests.meetings.conftest import NOW, Drain, text_of


def last_lines(messages: list[SunkMessage]) -> dict[str, str]:
    return {message.recipients[0]: text_of(message).strip().splitlines()[-1] for message in messages}


def test_the_last_line_says_why_in_the_reader_s_language(announced: Meeting, drain: Drain) -> None:
    assert last_lines(drain(NOW)) == {
        "asa@example.org": "Du får det här mejlet för att du är administrativ kontaktperson för Åmål.",
        "bo@example.org": "Du får det här mejlet för att du är politisk kontaktperson för Åmål.",
        "carin@example.org": "You get this mail because you are the administrative contact of Umeå.",
    }
    carin = Delivery.objects.get(address="carin@example.org")
    assert carin.because == "you are the administrative contact of Umeå"


def test_the_html_says_it_too(announced: Meeting, drain: Drain) -> None:
    for message in drain(NOW):
        body = message.email.get_body(("html",))
        assert body is not None
        assert "kontaktperson för Åmål." in body.get_content() or "contact of Umeå." in body.get_content()


def test_a_guest_hears_of_the_meeting(announced: Meeting, drain: Drain) -> None:
    drain(NOW)
    services.add_guest(
        announced, name="Gun Gäst", address="gun@example.org", language="sv", at=NOW, by=UserFactory.create()
    )
    meeting = "mötet ”Strategernas månadsmöte”."
    assert last_lines(drain(NOW))["gun@example.org"] == f"Du får det här mejlet för att du är inbjuden till {meeting}"
    services.cancel_meeting(announced, at=NOW, by=UserFactory.create())
    assert last_lines(drain(NOW))["gun@example.org"] == f"Du får det här mejlet för att du var inbjuden till {meeting}"


def queries_of_announcing(people: list[Contact]) -> int:
    meeting = MeetingFactory.create()
    with CaptureQueriesContext(connection) as queries:
        services.announce(meeting, at=NOW)
    assert meeting.invitations.count() == len(people)
    return len(queries)


def test_reasons_cost_no_query_for_each_person(people: list[Contact]) -> None:
    three = queries_of_announcing(people[:3])
    for contact in people[1:]:
        contact.delete()
    assert three - queries_of_announcing(people[:1]) <= 1  # the second language's words
