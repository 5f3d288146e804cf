"""Pages of minutes: who sees them, who writes there, and that nobody loses a text."""

import hashlib
import io
import re
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import translation
from openpyxl import load_workbook

from meetings.minutes import services
from meetings.minutes.canonical import is_intact
from meetings.minutes.services import ActionDraft, ItemDraft
from meetings.minutes.shown import show_minutes
from meetings.models import (
    Minutes,
)
from members.models import Contact
from tests.factories.accounts import UserFactory
from tests.factories.cast import Cast
from tests.meetings.conftest import AFTER, DUE, invitation_of, send, write


@time_machine.travel(AFTER, tick=False)
def test_a_conflict_shows_both_texts_and_is_solved_by_saving_again(minutes: Minutes, cast: Cast) -> None:
    client, item = cast.client(cast.coordinator), minutes.items.get(title="Avgiften")
    url, prefix = reverse("meetings_admin:minutes-item", args=[minutes.meeting_id, item.pk]), f"item-{item.pk}"
    data = {
        f"{prefix}-text": "Min text",
        f"{prefix}-decisions": "Bifall\n\n Återremiss ",
        f"{prefix}-version": 0,
        f"{prefix}-actions-TOTAL_FORMS": 1,
        f"{prefix}-actions-INITIAL_FORMS": 0,
        f"{prefix}-actions-0-what": "Räkna om",
        f"{prefix}-actions-0-owner": "bo@example.org",
        f"{prefix}-actions-0-due_on": "2027-05-20",
    }
    write(minutes, text="Deras text")
    answer = client.post(url, data)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Deras text" in page
    assert "Min text" in page
    version = re.search(rf'name="{prefix}-version" value="(\d+)"', page)
    assert version is not None
    assert client.post(url, {**data, f"{prefix}-version": version[1]}).status_code == 302
    item.refresh_from_db()
    assert (item.text, item.version) == ("Min text", 2)
    assert [decision.text for decision in item.decisions.all()] == ["Bifall", "Återremiss"]
    action = item.actions.get()
    assert (action.owner_name, action.due_on, action.contact) == ("Bo Ek", DUE, Contact.objects.get(name="Bo Ek"))
    assert client.post(url, {**data, f"{prefix}-actions-0-owner": ""}).status_code == 422


@time_machine.travel(AFTER, tick=False)
def test_no_page_changes_locked_minutes(locked: Minutes, cast: Cast) -> None:
    client, pk, item = cast.client(cast.coordinator), locked.meeting_id, locked.items.get(title="Avgiften")
    prefix, person = f"item-{item.pk}", locked.attendees.get(name="Bo Ek")
    forms = {f"{prefix}-actions-TOTAL_FORMS": 0, f"{prefix}-actions-INITIAL_FORMS": 0}
    posts: list[tuple[str, list[int], dict[str, Any]]] = [
        ("minutes", [pk], {"chair": "Ny", "secretary": "", "is_public": "on"}),
        ("minutes", [pk], {"title": "Ny punkt"}),
        ("minutes-item", [pk, item.pk], {f"{prefix}-text": "Nytt", f"{prefix}-version": item.version, **forms}),
        ("attendance", [pk], {f"presence-{person.pk}": "absent", f"was-{person.pk}": "unknown"}),
        ("attendance", [pk], {"name": "Ny", "presence": "online"}),
        ("minutes-adjust", [pk], {"name": "Ny", "address": "ny@example.org"}),
        ("minutes-adjust", [pk], {"take-back": "1"}),
    ]
    for name, args, data in posts:
        client.post(reverse(f"meetings_admin:{name}", args=args), data)
    client.post(reverse("meeting_records:delete", args=[pk]))
    locked.refresh_from_db()
    assert is_intact(locked, show_minutes(locked))
    assert (locked.items.count(), locked.attendees.count(), locked.chair) == (2, 3, "")


@time_machine.travel(AFTER, tick=False)
def test_who_may_read_minutes(minutes: Minutes, people: list[Contact], cast: Cast) -> None:
    bo = UserFactory.create(email="bo@example.org")
    guest = invitation_of(minutes.meeting, "asa@example.org")
    pages = [reverse("meetings:minutes", args=[minutes.meeting_id])]
    pages.append(reverse("meetings:minutes-text", args=[minutes.meeting_id]))
    by_token = [reverse(f"meetings:invitation-minutes{end}", args=[guest.token]) for end in ("", "-text")]
    write(minutes, text="Hemligt protokoll")

    def reads(user: Any) -> set[bool]:
        return {cast.client(user).get(page).status_code == 200 for page in pages}

    assert [reads(user) for user in (None, cast.lulea_editor, bo)] == [{False}] * 3
    assert {Client().get(page).status_code for page in by_token} == {404}
    with translation.override("sv"):
        meeting_path = minutes.meeting.get_absolute_url()
    assert "/protokoll/" not in cast.client(bo).get(meeting_path).content.decode()
    for adjuster in send(minutes, people[1]):
        services.answer_adjustment(adjuster, is_right=True, at=AFTER)
    assert [reads(user) for user in (None, cast.lulea_editor, bo)] == [{False}, {False}, {True}]
    assert "/protokoll/" in cast.client(bo).get(meeting_path).content.decode()
    assert "/protokoll/" not in Client().get(meeting_path).content.decode()
    assert {Client().get(page).status_code for page in by_token} == {200}
    body = Client().get(by_token[1]).content
    assert hashlib.sha256(body).hexdigest() == Minutes.objects.get().checksum


@time_machine.travel(AFTER, tick=False)
def test_an_adjuster_s_link_acts_on_post_alone_and_on_the_text_it_showed(
    minutes: Minutes, people: list[Contact]
) -> None:
    write(minutes)
    [adjuster] = send(minutes, people[1])
    url = reverse("meetings:minutes-adjust", args=[adjuster.token])
    for _scanner in range(2):
        assert Client().get(url).status_code == 200
    right = {"verdict": "right", "comment": "", "checksum": minutes.checksum}
    client = Client(enforce_csrf_checks=True)
    assert client.post(url, {**right, "checksum": "0" * 64}).status_code == 409
    assert client.post(url, {**right, "verdict": "wrong"}).status_code == 422
    assert client.post(reverse("meetings:minutes-adjust", args=["x" * 32]), right).status_code == 404
    minutes.refresh_from_db()
    assert minutes.is_adjusting
    answer = client.post(url, right)
    assert answer.status_code == 200
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    minutes.refresh_from_db()
    assert minutes.is_locked


@time_machine.travel(AFTER, tick=False)
@pytest.mark.parametrize("rows", [1, 3, 30])
def test_pages_of_minutes_cost_the_same_however_long_they_are(
    minutes: Minutes, rows: int, people: list[Contact], cast: Cast, django_assert_max_num_queries: Any
) -> None:
    for number in range(rows):
        item = services.add_item(minutes, title=f"Extra {number}")
        action = ActionDraft("Gör", "Bo Ek", "bo@example.org", due_on=DUE)
        services.save_item(item, ItemDraft("Text", ["Beslut"], [action, action]), version=0, at=AFTER)
    client = cast.client(cast.coordinator)
    for name, most in (("meetings_admin:minutes", 30), ("meetings:minutes", 22), ("meetings_admin:attendance", 25)):
        url = reverse(name, args=[minutes.meeting_id])
        client.get(url)
        with django_assert_max_num_queries(most):
            assert client.get(url).status_code == 200


@time_machine.travel(AFTER, tick=False)
def test_attendance_is_taken_by_two_at_once_and_goes_out_without_formulas(minutes: Minutes, cast: Cast) -> None:
    client, url = cast.client(cast.coordinator), reverse("meetings_admin:attendance", args=[minutes.meeting_id])
    bo, carin = minutes.attendees.get(name="Bo Ek"), minutes.attendees.get(name="Carin Lind")
    shown = {f"was-{row.pk}": "unknown" for row in (bo, carin)}
    client.post(url, {**shown, f"presence-{bo.pk}": "on_site", f"presence-{carin.pk}": "unknown"})
    client.post(url, {**shown, f"presence-{bo.pk}": "unknown", f"presence-{carin.pk}": "online"})
    client.post(url, {"name": "=2+2", "member_name": "Gäst", "presence": "on_site"})
    assert sorted(row.presence for row in minutes.attendees.all()) == ["on_site", "on_site", "online", "unknown"]
    file = client.get(reverse("meetings_admin:attendance-export", args=[minutes.meeting_id]))
    assert file.content.startswith(b"PK")
    cells = [cell for row in load_workbook(io.BytesIO(file.content)).worksheets[0].values for cell in row]
    assert "'=2+2" in cells


def test_only_coordinators_write(minutes: Minutes, cast: Cast) -> None:
    for name in ("minutes", "attendance", "attendance-export", "minutes-adjust"):
        url = reverse(f"meetings_admin:{name}", args=[minutes.meeting_id])
        assert cast.client(cast.lulea_editor).get(url).status_code in {302, 403}
        assert Client().get(url).status_code == 302
