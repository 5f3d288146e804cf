"""My data: who sees it, who takes it, who erases it; and the coordinator's pages."""

import datetime
import io
import json
import time
import zipfile
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from core.personal_data import INVENTORY
from handover.models import DataController
from home.site import lay_site
from ledger.attendance import Attendance, attendance_of_year
from mailings.services import suppress
from meetings.models import Invitation, Meeting, MeetingKind
from meetings.services.attendees import add_attendees
from members.models import Contact
from newsletters.models import Subscriber
from privacy.erasure import ask_for_erasure, carry_out, decide_texts
from privacy.models import ErasureRequest
from privacy.people import find_by_account, find_by_address
from tests.factories.accounts import PASSWORD, UserFactory
from tests.factories.cast import Cast

pytestmark = pytest.mark.django_db
HOUR = datetime.timedelta(hours=1)
NOW = datetime.datetime(2027, 1, 1, tzinfo=datetime.UTC)


@pytest.fixture(autouse=True)
def own_folders(settings: Any, tmp_path: Any) -> None:
    settings.MAIL_JOURNAL_DIR = tmp_path


def prove(user: User) -> User:
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def just_signed_in(cast: Cast, user: User) -> Client:
    client = cast.client(user)
    session = client.session
    session["account_authentication_methods"] = [{"method": "password", "at": time.time()}]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()
    return client


def read_archive(answer: Any) -> tuple[list[str], dict[str, Any], str]:
    """The names in a ZIP file, its JSON, and its page; a file that is left open would be an error."""
    assert answer.headers["Content-Type"] == "application/zip"
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="mina-uppgifter-')
    assert "no-store" in answer.headers["Cache-Control"]
    with zipfile.ZipFile(io.BytesIO(answer.getvalue())) as archive:
        data, html = archive.read("mina-uppgifter.json"), archive.read("mina-uppgifter.html")
        names = archive.namelist()
    return names, json.loads(data), html.decode()


def subscribe(address: str) -> Subscriber:
    return Subscriber.objects.create(address=address, state="confirmed", consented_at=NOW, nonce="n")


def test_page_tells_what_is_kept(cast: Cast) -> None:
    prove(cast.representative)
    subscribe(cast.representative.email)
    answer = cast.client(cast.representative).get(reverse("privacy:my_data"))
    assert b"Nyhetsbrev" in answer.content


def test_address_that_is_only_claimed_gives_nothing_of_its_owner(cast: Cast) -> None:
    subscribe(cast.representative.email)
    assert find_by_account(cast.representative).addresses == frozenset()
    answer = just_signed_in(cast, cast.representative).post(reverse("privacy:my_download"))
    assert answer.status_code == 302


def test_contact_with_somebody_elses_address_tells_nothing_of_that_person(cast: Cast) -> None:
    """Editors write contacts' addresses themselves."""
    prove(cast.trollhattan_editor)
    Contact.objects.create(
        member=cast.trollhattan,
        kind="other",
        name="Tora Ek",
        email=cast.coordinator.email,
        user=cast.trollhattan_editor,
    )
    assert find_by_account(cast.trollhattan_editor).addresses == {cast.trollhattan_editor.email}


def test_download_asks_for_the_password_first(cast: Cast) -> None:
    prove(cast.representative)
    client = cast.client(cast.representative)
    answer = client.post(reverse("privacy:my_download"))
    assert (answer.status_code, "/konto/reauthenticate/" in answer["Location"]) == (302, True)
    names, data, html = read_archive(client.post(answer["Location"], {"password": PASSWORD}, follow=True))
    assert {name.rpartition(".")[2] for name in names} == {"json", "csv", "html", "css"}
    assert cast.representative.email in json.dumps(data)
    assert "Rut" in html


def test_download_holds_json_csv_and_a_page(cast: Cast) -> None:
    prove(cast.representative)
    subscribe(cast.representative.email)
    client = just_signed_in(cast, cast.representative)
    names, data, _html = read_archive(client.post(reverse("privacy:my_download")))
    assert {name.rpartition(".")[2] for name in names} >= {"json", "csv", "html"}
    assert "newsletters.Subscriber" in {table["table"] for table in data["tables"]}
    assert cast.coordinator.email not in json.dumps(data)
    assert client.get(reverse("privacy:my_download")).status_code == 405


def test_erasing_signs_out_and_leaves_a_number(cast: Cast) -> None:
    prove(cast.representative)
    subscribe(cast.representative.email)
    client = just_signed_in(cast, cast.representative)
    assert client.get(reverse("privacy:my_erasure")).status_code == 200
    assert client.post(reverse("privacy:my_erasure"), {}).status_code == 422
    answer = client.post(reverse("privacy:my_erasure"), {"sure": "on"})
    request = ErasureRequest.objects.get()
    assert answer["Location"] == reverse("privacy:erased", args=[request.reference])
    assert (request.person, "_auth_user_id" in client.session) == ({}, False)
    assert not Subscriber.objects.exists()
    cast.representative.refresh_from_db()
    assert (cast.representative.is_active, cast.representative.last_name) == (False, "")
    assert client.get(answer["Location"]).status_code == 200


def test_history_of_roles_stays_without_the_name(cast: Cast) -> None:
    person = find_by_account(prove(cast.representative))
    carry_out(ask_for_erasure(person, source="own", check="signed_in", at=NOW), at=NOW)
    role = cast.trollhattan.representatives.get(role="representative")
    assert str(role.user).endswith("@removed.invalid")


def test_only_coordinator_cannot_go(cast: Cast) -> None:
    prove(cast.coordinator)
    client = just_signed_in(cast, cast.coordinator)
    assert client.post(reverse("privacy:my_erasure"), {"sure": "on"}).status_code == 200
    assert not ErasureRequest.objects.exists()


def test_texts_with_the_name_wait_for_the_coordinator(cast: Cast) -> None:
    page = cast.trollhattan_page
    page.introduction = "Ring Rut Lind."
    page.save_revision().publish()
    person = find_by_account(prove(cast.representative))
    request = ask_for_erasure(person, source="own", check="signed_in", at=NOW)
    assert not carry_out(request, at=NOW)
    client = cast.client(cast.coordinator)
    address = reverse("privacy_admin:request", args=[request.reference])
    assert b"Ring Rut Lind" in client.get(address).content
    client.post(address, {"action": "remove"})
    request.refresh_from_db()
    page.refresh_from_db()
    assert (page.introduction, request.person) == ("Ring [borttagen].", {})
    assert "Rut Lind" not in str(page.latest_revision.content)
    assert decide_texts(request, remove=False, at=NOW)


def test_name_that_another_bears_is_left_alone(cast: Cast) -> None:
    UserFactory.create(first_name="Rut", last_name="Lind")
    person = find_by_account(prove(cast.representative))
    assert person.shared_names == {"Rut Lind"}


def test_coordinator_acts_for_a_person_without_an_account(cast: Cast) -> None:
    subscribe("lasare@example.org")
    suppress("lasare@example.org", scope="newsletter", reason="unsubscribed", at=NOW)
    client = cast.client(cast.coordinator)
    given = {"address": "lasare@example.org", "check_made": "mailed"}
    address = reverse("privacy_admin:person")
    assert b"lasare@example.org" in client.post(address, {**given, "action": "look"}).content
    _names, data, _html = read_archive(client.post(address, {**given, "action": "export"}))
    assert {table["table"] for table in data["tables"]} == {"newsletters.Subscriber", "mailings.Suppression"}
    client.post(address, {**given, "action": "erase"})
    assert not Subscriber.objects.exists()
    assert ErasureRequest.objects.get().finished_at is not None


def test_coordinator_does_not_act_for_people_with_accounts(cast: Cast) -> None:
    given = {"address": cast.lulea_editor.email, "check_made": "mailed", "action": "export"}
    assert cast.client(cast.coordinator).post(reverse("privacy_admin:person"), given).status_code == 422


def test_shared_mailbox_is_not_erased_blindly(cast: Cast) -> None:
    for name in ("Anna Berg", "Bo Ek"):
        Contact.objects.create(member=cast.lulea, kind="other", name=name, email="folkhalsa@lulea.example.org")
    person = find_by_address("folkhalsa@lulea.example.org")
    given = {"address": "folkhalsa@lulea.example.org", "check_made": "mailed", "action": "erase"}
    answer = cast.client(cast.coordinator).post(reverse("privacy_admin:person"), given)
    assert (len(person.others), answer.status_code, Contact.objects.filter(member=cast.lulea).count()) == (1, 422, 2)


@pytest.mark.parametrize("name", ["overview", "person"])
def test_coordinators_pages_are_closed_to_editors(cast: Cast, name: str) -> None:
    address = reverse(f"privacy_admin:{name}")
    assert cast.client(cast.coordinator).get(address).status_code == 200
    assert cast.client(cast.lulea_editor).get(address).status_code == 302


def test_record_is_given_as_a_document_and_a_spreadsheet(cast: Cast) -> None:
    DataController.objects.create(name="Trollhättans Stad", email="kommun@example.org", since=timezone.localdate())
    client = cast.client(cast.coordinator)
    text = client.get(reverse("privacy_admin:record", args=["md"])).content.decode()
    assert "Trollhättans Stad" in text
    assert client.get(reverse("privacy_admin:record", args=["xlsx"])).content[:2] == b"PK"


def test_public_page_tells_every_activity_and_who_answers_within_15_queries(db: None) -> None:
    lay_site()
    DataController.objects.create(name="Luleå kommun", since=NOW, until=NOW, protection_officer="dso@lulea.example.org")
    DataController.objects.create(name="Trollhättans Stad", email="kommun@example.org", since=NOW)
    browser = Client()
    browser.get("/personuppgifter/")
    with CaptureQueriesContext(connection) as queries:
        text = browser.get("/personuppgifter/").content.decode()
    assert len(queries) <= 15
    assert all(str(purpose.title) in text for purpose in INVENTORY.purposes().values())
    assert "Trollhättans Stad" in text
    assert "dso@lulea.example.org" in text


def test_attendance_is_counted_when_the_person_is_erased(cast: Cast) -> None:
    prove(cast.representative)
    contact = Contact.objects.create(
        member=cast.trollhattan, kind="political", name="Rut Lind", email=cast.representative.email,
        user=cast.representative,
    )  # fmt: skip
    kind = MeetingKind.objects.get(key="arsmote")
    meeting = Meeting.objects.create(
        kind=kind, title_sv="Årsmöte", state="announced", starts_at=NOW, ends_at=NOW + HOUR
    )
    add_attendees(meeting, [contact], at=NOW)
    meeting.invitations.update(answer="yes", removed_at=None)
    later = NOW + datetime.timedelta(days=30)
    person = find_by_account(cast.representative)
    carry_out(ask_for_erasure(person, source="own", check="signed_in", at=later), at=later)
    invitation = Invitation.objects.get()
    assert (invitation.name, invitation.contact, invitation.contact_kind) == ("", None, "political")
    assert attendance_of_year(2027) == {cast.trollhattan.pk: Attendance(politicians=1)}
