"""The coordinator's way: write a draft, look at whom it goes to, announce, move, remind, call off."""

import datetime
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from mailings.models import Delivery, Mailing
from meetings import services
from meetings.models import Invitation, Meeting, MeetingKind
from tests.factories.cast import Cast
from tests.factories.meetings import MeetingFactory
from tests.meetings.conftest import NOW, invitation_of

FORMSETS = {
    f"{prefix}-{name}": value
    for prefix in ("agenda_items", "documents")
    for name, value in (("TOTAL_FORMS", 0), ("INITIAL_FORMS", 0), ("MIN_NUM_FORMS", 0), ("MAX_NUM_FORMS", 1000))
}


@pytest.fixture
def coordinator(people: list[Any], cast: Cast) -> Client:
    # Signed in at the time of the tests: a session does not outlive the months until then.
    with time_machine.travel(NOW, tick=False):
        return cast.client(cast.coordinator)


def fields(**changes: Any) -> dict[str, Any]:
    return {
        "kind": MeetingKind.objects.get(key="arsmote").pk if MeetingKind.objects.filter(key="arsmote") else "",
        "title_sv": "Årsmöte",
        "title_en": "",
        "description_sv": "",
        "description_en": "",
        "starts_at": "2027-04-14 10:00",
        "ends_at": "2027-04-14 12:00",
        "time_zone": "Europe/Stockholm",
        "place": "Luleå",
        "online_link": "",
        "audience": "all_members",
        "theme_group": "",
        "answer_by": "",
        **FORMSETS,
        **changes,
    }


@time_machine.travel(NOW, tick=False)
def test_from_draft_to_called_off(coordinator: Client) -> None:
    coordinator.post(reverse("meeting_records:add"), fields())
    meeting = Meeting.objects.get()
    assert (meeting.state, meeting.starts_at.hour) == ("draft", 8)
    announce = reverse("meetings_admin:announce", args=[meeting.pk])
    page = coordinator.get(announce).content.decode()
    assert "Dag Utan" in page
    assert not Mailing.objects.exists()
    for _twice in range(2):
        assert coordinator.post(announce).status_code == 302
    assert Delivery.objects.count() == 3
    coordinator.post(reverse("meeting_records:edit", args=[meeting.pk]), fields(place="Piteå"))
    meeting.refresh_from_db()
    assert (meeting.place, meeting.sequence) == ("Piteå", 1)
    cancel = reverse("meetings_admin:cancel", args=[meeting.pk])
    coordinator.get(cancel)
    meeting.refresh_from_db()
    assert meeting.is_announced
    coordinator.post(cancel, {"reason": "Snö"})
    meeting.refresh_from_db()
    assert (meeting.is_cancelled, meeting.sequence) == (True, 2)


@time_machine.travel(NOW, tick=False)
@pytest.mark.parametrize(
    "wrong",
    [
        {"ends_at": "2027-04-14 09:00"},
        {"answer_by": "2027-04-15 09:00"},
        {"audience": "theme_group"},
        {"place": ""},
        {"starts_at": "igår"},
    ],
)
def test_bad_input_is_named_and_nothing_is_lost(coordinator: Client, wrong: dict[str, str]) -> None:
    response = coordinator.post(reverse("meeting_records:add"), fields(description_sv="Kvar", **wrong))
    assert response.status_code == 200
    assert "Kvar" in response.content.decode()
    assert "error" in response.content.decode()
    assert not Meeting.objects.exists()


@time_machine.travel(NOW, tick=False)
def test_who_comes(coordinator: Client, announced: Meeting) -> None:
    bo = invitation_of(announced, "bo@example.org")
    services.answer_invitation(bo, Invitation.Answer.YES, at=NOW, comment="=1+1")
    people = reverse("meetings_admin:people", args=[announced.pk])
    assert "Bo Ek" in coordinator.get(people).content.decode()
    export = coordinator.get(reverse("meetings_admin:people-export", args=[announced.pk])).content.decode()
    assert "'=1+1" in export
    remind = reverse("meetings_admin:remind", args=[announced.pk])
    assert coordinator.get(remind).status_code == 405
    coordinator.post(remind)
    assert Mailing.objects.get(kind="meeting_reminder").deliveries.count() == 2
    coordinator.post(people, {"name": "Gäst", "address": "gast@example.org", "language": "en"})
    assert invitation_of(announced, "gast@example.org").language == "en"
    assert coordinator.post(people, {"name": "Gäst", "address": "a@b\nc", "language": "en"}).status_code == 422
    remove = reverse("meetings_admin:remove", args=[announced.pk, bo.pk])
    coordinator.get(remove)
    bo.refresh_from_db()
    assert bo.removed_at is None
    coordinator.post(remove)
    bo.refresh_from_db()
    assert bo.removed_at == NOW


@time_machine.travel(NOW, tick=False)
def test_nobody_else_manages_meetings(announced: Meeting, cast: Cast) -> None:
    client = cast.client(cast.lulea_editor)
    for name in ("announce", "cancel", "people", "people-export"):
        response = client.get(reverse(f"meetings_admin:{name}", args=[announced.pk]))
        assert response.status_code in (302, 403)
        assert b"Bo Ek" not in response.content
    client.post(reverse("meetings_admin:cancel", args=[announced.pk]))
    announced.refresh_from_db()
    assert announced.is_announced


@time_machine.travel(NOW, tick=False)
def test_a_meeting_without_anybody_to_invite_is_not_announced(coordinator: Client) -> None:
    meeting = MeetingFactory.create(starts_at=NOW - datetime.timedelta(days=1))
    coordinator.post(reverse("meetings_admin:announce", args=[meeting.pk]))
    meeting.refresh_from_db()
    assert meeting.state == Meeting.State.DRAFT
