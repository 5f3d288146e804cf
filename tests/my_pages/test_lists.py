"""My meetings, my practices and my reviews."""

import datetime

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from meetings.models import Invitation, Meeting, MeetingDocument
from members.models import Contact
from projects.models import Adoption, ProjectPage
from reviews.models import Review
from tests.factories.cast import Cast
from tests.factories.meetings import MeetingFactory
from tests.factories.members import ContactFactory
from tests.factories.projects import AdoptionFactory, ProjectPageFactory
from tests.factories.reviews import review_of

pytestmark = pytest.mark.django_db
Answer = Invitation.Answer


@pytest.fixture
def contact(cast: Cast) -> Contact:
    """The representative as Trollhättan's contact."""
    return ContactFactory.create(member=cast.trollhattan, user=cast.representative, email="rut@example.org")


@pytest.fixture
def client(cast: Cast) -> Client:
    return cast.client(cast.representative)


def invite(contact: Contact, *, days: int, state: str = Meeting.State.ANNOUNCED, **values: object) -> Invitation:
    now = timezone.now()
    meeting = MeetingFactory.create(starts_at=now + datetime.timedelta(days=days), state=state)
    return Invitation.objects.create(
        meeting=meeting,
        contact=contact,
        member=contact.member,
        address=contact.email,
        invited_at=now,
        **values,
    )


def test_meetings_wait_for_an_answer_and_take_it(client: Client, contact: Contact) -> None:
    invitation = invite(contact, days=10)
    invite(contact, days=20, answer=Answer.YES)
    stranger = invite(ContactFactory.create(), days=5)
    context = client.get("/mina-sidor/moten/").context

    assert [row["invitation"] for row in context["waiting"]] == [invitation]
    assert len(context["coming"]) == 1
    url = "/mina-sidor/moten/{}/svar/"
    assert client.get(url.format(invitation.pk)).status_code == 405
    assert client.post(url.format(stranger.pk), {"answer": "yes"}).status_code == 404
    client.post(url.format(invitation.pk), {"answer": "kanske"})
    client.post(url.format(invitation.pk), {"answer": "no", "comment": "Är på semester"})

    invitation.refresh_from_db()
    assert (invitation.answer, invitation.comment) == (Answer.NO, "Är på semester")
    assert client.get("/mina-sidor/moten/").context["waiting"] == []


def test_too_late_an_answer_is_refused_and_past_meetings_show_papers(client: Client, contact: Contact) -> None:
    past = invite(contact, days=-3)
    paper = MeetingDocument.objects.create(meeting=past.meeting, title="Protokoll", file="x.pdf")

    client.post(f"/mina-sidor/moten/{past.pk}/svar/", {"answer": "yes"})

    past.refresh_from_db()
    assert past.answer == Answer.NONE
    html = client.get("/mina-sidor/moten/").content.decode()
    assert paper.get_absolute_url() in html
    assert "inte längre att svara" in html


def test_practices_say_what_has_not_been_told_back(cast: Cast, client: Client) -> None:
    over = ProjectPageFactory.create(lead_member=cast.trollhattan, status=ProjectPage.Status.COMPLETED)
    told = ProjectPageFactory.create(
        lead_member=cast.trollhattan, status=ProjectPage.Status.COMPLETED, results="<p>Bra</p>"
    )
    joined = ProjectPageFactory.create(lead_member=cast.lulea)
    joined.partner_members.add(cast.trollhattan)
    joined.save()
    adoption = AdoptionFactory.create(member=cast.trollhattan, practice=joined, state=Adoption.State.STOPPED)
    ProjectPageFactory.create(lead_member=cast.lulea, title="Inte vår")

    context = client.get("/mina-sidor/praktik/").context

    assert {row["practice"]: row["is_missing"] for row in context["led"]} == {over: True, told: False}
    assert context["joined"] == [joined]
    assert [(row["adoption"], row["is_missing"]) for row in context["adopted"]] == [(adoption, True)]
    editor = cast.client(cast.trollhattan_editor).get("/mina-sidor/praktik/").content.decode()
    assert f"/admin/pages/{over.pk}/edit/" in editor


def test_still_right_is_written_down_for_the_own_member_only(cast: Cast, client: Client, contact: Contact) -> None:
    today = timezone.localdate()
    mine = review_of(contact, member=cast.trollhattan, due_on=today - datetime.timedelta(days=1))
    foreign = review_of(
        ContactFactory.create(member=cast.lulea), member=cast.lulea, due_on=today - datetime.timedelta(days=1)
    )
    assert [row["review"] for row in client.get("/mina-sidor/granskningar/").context["due"]] == [mine]

    client.post("/mina-sidor/granskningar/", {"review": [mine.pk, foreign.pk, "x"]})

    mine.refresh_from_db()
    foreign.refresh_from_db()
    assert (mine.reviewed_on, mine.reviewed_by) == (today, "Rut Lind")
    assert foreign.reviewed_on is None


@pytest.mark.parametrize("number", [1, 3, 200])
@pytest.mark.parametrize(("path", "queries"), [("moten", 14), ("praktik", 16), ("granskningar", 15)])
def test_lists_ask_the_same_number_of_questions(
    cast: Cast,
    contact: Contact,
    number: int,
    path: str,
    queries: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    now = timezone.now()
    if path == "moten":
        meetings = MeetingFactory.create_batch(
            number, starts_at=now + datetime.timedelta(days=3), state=Meeting.State.ANNOUNCED
        )
        Invitation.objects.bulk_create(
            Invitation(meeting=meeting, contact=contact, address="rut@example.org", invited_at=now)
            for meeting in meetings
        )
    elif path == "praktik":
        for _row in range(min(number, 20)):
            AdoptionFactory.create(member=cast.trollhattan)
            ProjectPageFactory.create(lead_member=cast.trollhattan)
    else:
        for person in ContactFactory.create_batch(number, member=cast.trollhattan):
            review_of(person, member=cast.trollhattan, due_on=now.date())
        assert Review.objects.count() == number
    client = cast.client(cast.representative)
    client.get(f"/mina-sidor/{path}/")

    with django_assert_num_queries(queries):
        client.get(f"/mina-sidor/{path}/")
