"""What coordinators do with the newsletter in the admin, and what others may not."""

import csv
import datetime
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from mailings.models import Mailing
from newsletters.models import Subscriber, SubscriberImport
from tests.factories.cast import Cast
from tests.factories.newsletters import SubscriberFactory, newsletter_issue
from tests.newsletters.conftest import Drain

pytestmark = pytest.mark.django_db


@pytest.fixture
def coordinator(cast: Cast) -> Client:
    """A browser that the coordinator is signed in with."""
    return cast.client(cast.coordinator)


def upload(client: Client, content: bytes, consent: str = "Årsmötet 2026") -> str:
    """Upload a list; gives where the answer leads ("" = it was refused)."""
    file = SimpleUploadedFile("lista.csv", content)
    answer = client.post(reverse("newsletters_admin:import"), {"file": file, "consent_wording": consent})
    return answer.headers.get("Location", "")


def test_only_coordinators_see_subscribers_and_send(cast: Cast) -> None:
    issue = newsletter_issue()
    subscriber = SubscriberFactory.create()
    addresses = [
        reverse("newsletters_admin:send", args=[issue.pk]),
        reverse("newsletters_admin:import"),
        reverse("newsletters_admin:unsubscribe", args=[subscriber.pk]),
        reverse("subscribers:index"),
        reverse("subscribers:edit", args=[subscriber.pk]),
    ]
    for address in addresses:
        assert cast.client(cast.coordinator).get(address).status_code == 200
        for user in (None, cast.trollhattan_editor, cast.representative):
            assert cast.client(user).get(address).status_code == 302
            assert cast.client(user).post(address, {"send": "1"}).status_code == 302
    assert not Mailing.objects.exists()
    assert Subscriber.objects.confirmed().exists()


def test_the_page_names_the_number_and_a_press_sends_once(coordinator: Client, drain: Drain) -> None:
    SubscriberFactory.create_batch(3)
    SubscriberFactory.create(state=Subscriber.State.PENDING)
    issue = newsletter_issue()
    address = reverse("newsletters_admin:send", args=[issue.pk])
    assert "3 personer får nyhetsbrevet" in coordinator.get(address).content.decode()
    assert not Mailing.objects.exists()
    for _press in range(2):
        assert coordinator.post(address, {"send": "1", "scheduled_at": "", "anyway": "on"}).status_code == 302
    assert len(drain()) == 3
    page = coordinator.get(address).content.decode()
    assert "kan inte skickas igen" in page
    assert 'name="send"' not in page


def test_an_issue_is_scheduled_in_local_time(coordinator: Client) -> None:
    SubscriberFactory.create()
    address = reverse("newsletters_admin:send", args=[newsletter_issue().pk])
    assert coordinator.post(address, {"send": "1", "scheduled_at": "2020-01-01 08:00"}).status_code == 422
    when = timezone.localtime() + datetime.timedelta(days=3)
    coordinator.post(address, {"send": "1", "scheduled_at": when.strftime("%Y-%m-%d %H:%M"), "anyway": "on"})
    mailing = Mailing.objects.get()
    assert mailing.state == Mailing.State.SCHEDULED
    assert mailing.scheduled_at is not None
    assert timezone.localtime(mailing.scheduled_at).strftime("%H:%M") == when.strftime("%H:%M")
    assert coordinator.get(address).status_code == 200


def test_a_test_mail_goes_to_the_addresses_given(coordinator: Client, drain: Drain) -> None:
    address = reverse("newsletters_admin:send", args=[newsletter_issue().pk])
    assert coordinator.post(address, {"test": "1", "addresses": "inte en adress"}).status_code == 422
    assert coordinator.post(address, {"test": "1", "addresses": "a@example.org, b@example.org"}).status_code == 302
    assert len(drain()) == 2


def test_an_issue_without_readers_offers_no_button(coordinator: Client) -> None:
    page = coordinator.get(reverse("newsletters_admin:send", args=[newsletter_issue().pk])).content.decode()
    assert "Ingen prenumererar än" in page


def test_the_editor_of_an_issue_leads_to_its_sending(coordinator: Client) -> None:
    issue = newsletter_issue()
    page = coordinator.get(reverse("wagtailadmin_pages:edit", args=[issue.pk])).content.decode()
    assert reverse("newsletters_admin:send", args=[issue.pk]) in page


def test_a_list_is_shown_row_by_row_and_brought_in_when_confirmed(coordinator: Client) -> None:
    confirm = upload(
        coordinator, "e-post;namn\nåsa@example.org;Åsa\nbo@example.org;Bo\nbo@example.org;Bo\n".encode("latin-1")
    )
    assert coordinator.post(confirm).status_code == 422
    confirm = upload(
        coordinator, "e-post;namn\nasa@example.org;Åsa\nbo@example.org;Bo\nbo@example.org;Bo\n".encode("latin-1")
    )
    page = coordinator.get(confirm).content.decode()
    assert "Finns tidigare i filen" in page
    assert not Subscriber.objects.exists()
    for _press in range(2):
        assert coordinator.post(confirm).status_code == 302
    assert Subscriber.objects.confirmed().count() == 2
    row = SubscriberImport.objects.get(imported_at__isnull=False)
    assert (row.added_count, bytes(row.content), row.consent_wording) == (2, b"", "Årsmötet 2026")
    assert coordinator.get(confirm).status_code == 302


@pytest.mark.parametrize("content", [b"", b"\x00\x01", b"e-post;e-post\na;b\n", b"e-post\n\n"])
def test_a_file_that_is_no_list_is_refused_with_a_reason(coordinator: Client, content: bytes) -> None:
    confirm = upload(coordinator, content)
    assert confirm in ("", reverse("newsletters_admin:import")) or coordinator.get(confirm).status_code == 302
    assert not Subscriber.objects.exists()


def test_a_list_without_consent_is_refused(coordinator: Client) -> None:
    assert upload(coordinator, b"e-post\na@example.org\n", consent=" ") == ""


def test_bad_rows_stop_the_whole_list(coordinator: Client) -> None:
    confirm = upload(coordinator, b"e-post\na@example.org\nintebra\n")
    page = coordinator.get(confirm).content.decode()
    assert "Rad 3" in page
    assert coordinator.post(confirm).status_code == 422
    assert not Subscriber.objects.exists()


def test_subscribers_are_found_filtered_and_taken_away_without_formulas(coordinator: Client) -> None:
    SubscriberFactory.create(address="anna@example.org", name="=HYPERLINK(1)")
    SubscriberFactory.create(address="bo@example.org", state=Subscriber.State.UNSUBSCRIBED)
    index = reverse("subscribers:index")
    assert "bo@example.org" not in coordinator.get(index, {"q": "anna"}).content.decode()
    assert "anna@example.org" not in coordinator.get(index, {"state": "unsubscribed"}).content.decode()
    exported = coordinator.get(index, {"export": "csv", "state": "confirmed"}).content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(exported), delimiter=";"))
    assert [row[:3] for row in rows[1:]] == [["anna@example.org", "'=HYPERLINK(1)", "sv"]]
    book = load_workbook(io.BytesIO(coordinator.get(index, {"export": "xlsx"}).content))
    assert book.worksheets[0].max_row == 3


@pytest.mark.parametrize("number", [1, 3, 50])
def test_the_list_asks_the_same_questions_whatever_its_length(
    number: int, coordinator: Client, django_assert_max_num_queries: object
) -> None:
    for row in range(number):
        SubscriberFactory.create(address=f"r{row}@example.org")
    coordinator.get(reverse("subscribers:index"))
    with django_assert_max_num_queries(20):  # type: ignore[operator]
        coordinator.get(reverse("subscribers:index"))


def test_a_coordinator_ends_a_subscription_by_post(coordinator: Client) -> None:
    subscriber = SubscriberFactory.create()
    address = reverse("newsletters_admin:unsubscribe", args=[subscriber.pk])
    coordinator.get(address)
    subscriber.refresh_from_db()
    assert subscriber.state == Subscriber.State.CONFIRMED
    coordinator.post(address)
    subscriber.refresh_from_db()
    assert subscriber.state == Subscriber.State.UNSUBSCRIBED


def test_nobody_is_added_by_hand(coordinator: Client) -> None:
    assert coordinator.get(reverse("subscribers:add")).status_code == 302
