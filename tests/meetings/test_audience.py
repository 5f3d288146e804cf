"""Whom an announcement goes to: people chosen by name, guests, who is left out; what is shown is what is sent."""

import datetime

import pytest
import time_machine
from django.urls import reverse
from django.utils import translation

from mailings.models import Delivery, Mailing, Suppression
from mailings.services import suppress
from meetings import services
from meetings.audience import Audience, audience_of, choices_for
from meetings.models import ChosenPerson, Invitation, Meeting
from members.models import Contact, Representative
from tests.factories.accounts import UserFactory
from tests.factories.cast import Cast
from tests.factories.meetings import MeetingFactory
from tests.factories.members import ContactFactory
from tests.meetings.conftest import NOW, Drain

LONG_AGO = datetime.date(2020, 1, 1)


def reasons(audience: Audience) -> dict[str, str]:
    return {row.who or row.member: str(row.reason) for row in audience.left_out}


@pytest.fixture
def draft(people: list[Contact], cast: Cast) -> Meeting:
    """A meeting for politicians (Bo), to which Åsa, the representative Rut and a guest are added."""
    meeting = MeetingFactory.create(audience=Meeting.Audience.POLITICAL)
    keys = {words: key for key, words in choices_for(meeting)}
    chosen = [key for words, key in keys.items() if words.startswith(("Åsa", "Rut"))]
    assert len(services.choose_people(meeting, chosen, at=NOW)) == 2
    services.choose_guest(meeting, address="Gun@Example.org", name="Gun Gäst", language="en", at=NOW)
    return meeting


def test_people_chosen_by_name_are_invited_once_for_their_member(draft: Meeting, cast: Cast) -> None:
    services.choose_people(draft, ["role-999", "contact-x", "x"], at=NOW)
    services.announce(draft, at=NOW)
    rows = {row.address: row for row in draft.invitations.all()}
    assert sorted(rows) == ["asa@example.org", "bo@example.org", "gun@example.org", cast.representative.email]
    assert (rows["asa@example.org"].contact_kind, rows[cast.representative.email].contact_kind) == (
        "administrative",
        "",
    )
    assert rows[cast.representative.email].member == cast.trollhattan
    assert (rows["gun@example.org"].member, rows["gun@example.org"].language) == (None, "en")
    assert not ChosenPerson.objects.exists()
    with pytest.raises(services.MeetingError):
        services.choose_guest(draft, address="sen@example.org", name="Sen", at=NOW)


def test_what_is_shown_is_what_is_sent(draft: Meeting, people: list[Contact], cast: Cast, drain: Drain) -> None:
    suppress("gun@example.org", scope="", reason=Suppression.Reason.COMPLAINED, at=NOW)
    user = UserFactory.create()
    ContactFactory.create(member=cast.lulea, name="Slut Ut", email="slut@example.org", kind="political", user=user)
    Representative.objects.create(
        member=cast.lulea, user=user, role="representative", started_on=LONG_AGO, ended_on=LONG_AGO
    )
    with translation.override("en"):
        shown = audience_of(draft)
    assert reasons(shown) == {
        "Gun Gäst": "has asked for no mail from the portal",
        "Slut Ut": "the role for the member has ended",
        "Umeå": "has nobody whom this meeting is for",
    }
    mailing = services.announce(draft, at=NOW, seen=shown.fingerprint)
    assert mailing is not None
    waiting = mailing.deliveries.filter(state=Delivery.State.QUEUED)
    assert set(waiting.values_list("address", flat=True)) == set(shown.invited)
    assert {mail.recipients[0] for mail in drain(NOW)} == set(shown.invited)
    assert shown.people == mailing.deliveries.count() == draft.invitations.count() == 3


@pytest.mark.parametrize("reason", Suppression.Reason.values)
def test_each_reason_for_stopped_mail_is_said(people: list[Contact], reason: str) -> None:
    suppress("bo@example.org", scope="", reason=reason, at=NOW)
    audience = audience_of(MeetingFactory.create())
    assert "bo@example.org" not in audience.invited
    assert reasons(audience)["Bo Ek"]


def test_an_audience_that_changed_after_the_look_is_not_sent_to(draft: Meeting) -> None:
    seen = audience_of(draft).fingerprint
    services.choose_guest(draft, address="ny@example.org", name="Ny", at=NOW)
    with pytest.raises(services.AudienceChangedError):
        services.announce(draft, at=NOW, seen=seen)
    draft.refresh_from_db()
    assert (draft.state, Mailing.objects.count(), Invitation.objects.count()) == ("draft", 0, 0)


@time_machine.travel(NOW, tick=False)
def test_the_coordinator_chooses_on_the_page(people: list[Contact], cast: Cast) -> None:
    meeting = MeetingFactory.create(audience=Meeting.Audience.CHOSEN)
    client = cast.client(cast.coordinator)
    announce = reverse("meetings_admin:announce", args=[meeting.pk])
    assert "contact-" in client.get(announce, {"who": "carin umeå"}).content.decode()
    key = f"contact-{people[2].pk}"
    client.post(reverse("meetings_admin:choose-people", args=[meeting.pk]), {"people": [key]})
    guest = reverse("meetings_admin:choose-guest", args=[meeting.pk])
    wrong = client.post(guest, {"name": "Gun Gäst", "address": "carin@example.org", "language": "sv"})
    assert wrong.status_code == 422
    assert "Gun Gäst" in wrong.content.decode()
    client.post(guest, {"name": "Gun Gäst", "address": "gun@example.org", "language": "sv"})
    drop = ChosenPerson.objects.get(address="gun@example.org")
    page = client.get(announce)
    assert page.context["audience"].people == 2
    client.post(reverse("meetings_admin:drop-chosen", args=[meeting.pk, drop.pk]))
    client.post(announce, {"seen": page.context["audience"].fingerprint})
    assert not Mailing.objects.exists()
    client.post(announce, {"seen": audience_of(meeting).fingerprint})
    assert [delivery.address for delivery in Delivery.objects.all()] == ["carin@example.org"]
    for name in ("choose-people", "choose-guest"):
        path = reverse(f"meetings_admin:{name}", args=[meeting.pk])
        assert cast.client(cast.trollhattan_editor).post(path).status_code in (302, 403)


def test_a_series_takes_its_chosen_people_to_every_time(people: list[Contact]) -> None:
    meeting = MeetingFactory.create(audience=Meeting.Audience.CHOSEN)
    series = services.make_series(meeting, "FREQ=WEEKLY;COUNT=3")
    services.choose_guest(meeting, address="gun@example.org", name="Gun Gäst", at=NOW)
    services.announce_series(series, at=NOW)
    assert Invitation.objects.filter(address="gun@example.org").count() == 3
    assert Delivery.objects.count() == 1
