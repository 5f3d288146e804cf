"""Those whom a coordinator lets write the minutes of one meeting, and nothing beyond it."""

import datetime

import pytest
import time_machine
from django.urls import reverse
from django.utils import translation

from core.waiting import waiting_for
from meetings.minutes import services
from meetings.models import Meeting, MeetingKind, Minutes, Secretary
from tests.factories.cast import Cast
from tests.factories.meetings import MeetingFactory
from tests.meetings.conftest import AFTER, write

PAGES = ["minutes", "attendance", "attendance-export", "minutes-adjust"]


def statuses(cast: Cast, meeting: Meeting) -> set[int]:
    client = cast.client(cast.lulea_editor)
    return {client.get(reverse(f"meetings_admin:{name}", args=[meeting.pk])).status_code for name in PAGES}


@time_machine.travel(AFTER, tick=False)
def test_a_secretary_writes_the_minutes_of_this_meeting_alone(minutes: Minutes, cast: Cast) -> None:
    meeting, client = minutes.meeting, cast.client(cast.lulea_editor)
    write(minutes, text="Under arbete")
    assert statuses(cast, meeting) == {302}
    services.name_secretary(meeting, cast.lulea_editor, at=AFTER, by=cast.coordinator)
    assert statuses(cast, meeting) == {200}
    item = minutes.items.get(title="Avgiften")
    prefix = f"item-{item.pk}"
    client.post(
        reverse("meetings_admin:minutes-item", args=[meeting.pk, item.pk]),
        {
            f"{prefix}-text": "Skrivet av sekreteraren",
            f"{prefix}-version": item.version,
            f"{prefix}-actions-TOTAL_FORMS": 0,
            f"{prefix}-actions-INITIAL_FORMS": 0,
        },
    )
    item.refresh_from_db()
    assert (item.text, item.changed_by) == ("Skrivet av sekreteraren", cast.lulea_editor)
    assert client.get(reverse("meetings:minutes", args=[meeting.pk])).status_code == 200
    for name in ("agenda", "people", "secretaries", "announce"):
        assert client.get(reverse(f"meetings_admin:{name}", args=[meeting.pk])).status_code == 302, name
    assert statuses(cast, MeetingFactory.create(state="announced")) == {302}


@time_machine.travel(AFTER, tick=False)
def test_the_coordinator_names_editors_and_takes_them_away(minutes: Minutes, cast: Cast) -> None:
    url, client = reverse("meetings_admin:secretaries", args=[minutes.meeting_id]), cast.client(cast.coordinator)
    assert client.post(url, {"user": cast.representative.pk}).status_code == 422
    assert client.post(url, {"user": "x"}).status_code == 422
    for _again in range(2):
        client.post(url, {"user": cast.lulea_editor.pk})
    found = Secretary.objects.get()
    assert (found.user, found.named_by, found.named_at) == (cast.lulea_editor, cast.coordinator, AFTER)
    elsewhere = reverse("meetings_admin:secretaries", args=[MeetingFactory.create().pk])
    assert client.post(elsewhere, {"drop": found.pk}).status_code == 404
    client.post(url, {"drop": found.pk})
    assert not Secretary.objects.exists()
    with pytest.raises(services.NoEditorError):
        services.name_secretary(minutes.meeting, cast.representative, at=AFTER)


@time_machine.travel(AFTER, tick=False)
def test_a_secretary_who_edits_no_longer_writes_no_longer(minutes: Minutes, cast: Cast) -> None:
    services.name_secretary(minutes.meeting, cast.lulea_editor, at=AFTER)
    cast.lulea_editor.groups.clear()
    client = cast.client(cast.lulea_editor)
    assert {client.get(reverse(f"meetings_admin:{name}", args=[minutes.meeting_id])).status_code for name in PAGES} <= {
        302,
        403,
    }
    assert client.get(reverse("meetings:minutes", args=[minutes.meeting_id])).status_code == 404


@time_machine.travel(AFTER, tick=False)
def test_minutes_wait_for_their_secretary_until_they_are_sent(minutes: Minutes, cast: Cast) -> None:
    meeting, link = minutes.meeting, reverse("meetings_admin:minutes", args=[minutes.meeting_id])
    services.name_secretary(meeting, cast.lulea_editor, at=AFTER)

    def waits() -> list[str]:
        return [
            item.url
            for group in waiting_for(cast.lulea_editor, AFTER)
            for item in group.items
            if item.kind == "minutes"
        ]

    assert waits() == [link]
    with translation.override("sv"):
        page = meeting.get_absolute_url()
    assert link in cast.client(cast.lulea_editor).get(page).content.decode()
    assert link not in cast.client(cast.trollhattan_editor).get(page).content.decode()
    Minutes.objects.filter(pk=minutes.pk).update(state=Minutes.State.ADJUSTING)
    assert waits() == []


@time_machine.travel(AFTER, tick=False)
def test_what_is_followed_up_is_marked_as_done_at_a_later_meeting_of_the_kind(locked: Minutes, cast: Cast) -> None:
    action = locked.items.get(title="Avgiften").actions.get()
    later = AFTER + datetime.timedelta(days=30)
    ends = later + datetime.timedelta(hours=1)
    same = MeetingFactory.create(state="announced", kind=locked.meeting.kind, starts_at=later, ends_at=ends)
    other = MeetingFactory.create(state="announced", kind=MeetingKind.objects.create(), starts_at=later, ends_at=ends)
    client = cast.client(cast.coordinator)
    urls = [reverse("meetings_admin:action-done", args=[row.pk, action.pk]) for row in (other, locked.meeting, same)]
    assert [client.post(url).status_code for url in urls] == [404, 404, 302]
    action.refresh_from_db()
    assert action.done_at == AFTER
