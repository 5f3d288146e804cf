"""Lists made by hand: brought in with their proof after a look, added to, replaced, taken away, and deleted."""

import csv
import datetime
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from mailings.services import suppress
from newsletters.list_importing import import_readers
from newsletters.models import IssueAudience, ListedReader, ReaderList, Subscriber, SubscriberImport
from tests.factories.cast import Cast
from tests.factories.newsletters import SubscriberFactory, newsletter_issue

pytestmark = pytest.mark.django_db
AT = datetime.datetime(2026, 3, 1, 12, 0, tzinfo=datetime.UTC)
# Whoever signs in, and the admin's own; then lists, readers with the files they came with, and the files.
LISTS_QUERIES = 11
LIST_QUERIES = 14


@pytest.fixture
def coordinator(cast: Cast) -> Client:
    """A browser that the coordinator is signed in with."""
    return cast.client(cast.coordinator)


def upload(client: Client, address: str, content: str, **fields: str) -> str:
    """Upload a file; gives the address of its report."""
    file = SimpleUploadedFile("lista.csv", content.encode())
    answer = client.post(address, {"file": file, "consent_wording": "Sade ja på mötet.", **fields})
    assert answer.status_code == 302, answer.content.decode()
    return answer.headers["Location"]


def make_list(client: Client, *addresses: str, name: str = "Styrgruppen") -> ReaderList:
    content = "\n".join(["e-post;namn", *(f"{address};Namn" for address in addresses)])
    client.post(upload(client, reverse("newsletters_admin:list-new"), content, name=name, group="official"))
    return ReaderList.objects.get(name=name)


def addresses_on(reader_list: ReaderList) -> list[str]:
    return sorted(reader_list.readers.values_list("address", flat=True))


def test_a_list_is_shown_row_by_row_first_and_keeps_who_says_that_they_agreed(coordinator: Client, cast: Cast) -> None:
    suppress("borta@example.org", scope="newsletter", reason="unsubscribed", at=AT)
    rows = "e-post;namn;språk\nA@example.org;Ada;en\nborta@example.org;;\na@example.org;;\n"
    report = upload(coordinator, reverse("newsletters_admin:list-new"), rows, name="Styrgruppen", group="official")
    page = coordinator.get(report).content.decode()
    assert "Har avslutat nyhetsbrevet, läggs inte till igen" in page
    assert "Finns tidigare i filen" in page
    assert not ReaderList.objects.exists()
    for _press in range(2):
        assert coordinator.post(report).status_code == 302
    found = ReaderList.objects.get()
    assert (found.name, found.group, found.source) == ("Styrgruppen", "official", "lista.csv")
    assert (found.consent_wording, found.stated_by) == ("Sade ja på mötet.", cast.coordinator)
    reader = found.readers.get()
    assert (reader.address, reader.name, reader.language) == ("a@example.org", "Ada", "en")
    came = reader.came_with
    assert came is not None
    assert (came.created_by, came.consent_wording, bytes(came.content)) == (cast.coordinator, "Sade ja på mötet.", b"")
    assert not Subscriber.objects.exists()


def test_a_bad_row_stops_the_list(coordinator: Client) -> None:
    address = reverse("newsletters_admin:list-new")
    report = upload(coordinator, address, "e-post\na@example.org\nnobody\n", name="A", group="public")
    assert "rad 3" in coordinator.get(report).content.decode().lower()
    assert coordinator.post(report).status_code == 422
    assert not ReaderList.objects.exists()
    file = SimpleUploadedFile("lista.csv", b"e-post\na@example.org\n")
    for fields in ({"name": "B", "group": "public"}, {"consent_wording": "Ja", "group": "public"}):
        assert coordinator.post(address, {"file": file, **fields}).status_code == 422
    with pytest.raises(ValueError, match="consent"):
        import_readers(None, SubscriberImport(consent_wording=" "), at=AT)  # type: ignore[arg-type]


def test_two_lists_never_have_one_name(coordinator: Client) -> None:
    make_list(coordinator, "a@example.org")
    file = SimpleUploadedFile("lista.csv", b"e-post\nb@example.org\n")
    values = {"file": file, "consent_wording": "Ja", "name": "STYRGRUPPEN", "group": "public"}
    answer = coordinator.post(reverse("newsletters_admin:list-new"), values)
    assert answer.status_code == 422
    assert "Det finns redan en lista" in answer.content.decode()


def test_more_people_come_to_a_list_or_another_file_in_its_place(coordinator: Client) -> None:
    found = make_list(coordinator, "a@example.org", "b@example.org")
    address = reverse("newsletters_admin:list-upload", args=[found.pk])
    coordinator.post(upload(coordinator, address, "e-post\nb@example.org\nc@example.org\n", mode="add"))
    assert addresses_on(found) == ["a@example.org", "b@example.org", "c@example.org"]
    whole = "e-post;språk\nc@example.org;en\nd@example.org;\n"
    report = upload(coordinator, address, whole, mode="replace", consent_wording="Enkät i maj.")
    page = coordinator.get(report).content.decode()
    assert "Står redan på listan" in page
    assert "Tas bort från listan, eftersom de inte finns i filen: <strong>2</strong>" in page
    coordinator.post(report)
    assert addresses_on(found) == ["c@example.org", "d@example.org"]
    kept = found.readers.get(address="c@example.org")
    assert kept.came_with is not None
    assert (kept.language, kept.came_with.consent_wording) == ("en", "Enkät i maj.")
    assert ReaderList.objects.get().consent_wording == "Enkät i maj."


def test_a_list_is_taken_away_without_formulas(coordinator: Client) -> None:
    found = make_list(coordinator, "a@example.org")
    found.readers.update(name="=HYPERLINK(1)")
    address = reverse("newsletters_admin:list", args=[found.pk])
    rows = list(
        csv.reader(io.StringIO(coordinator.get(f"{address}?export=csv").content.decode("utf-8-sig")), delimiter=";")
    )
    assert rows[1][:5] == ["a@example.org", "'=HYPERLINK(1)", "sv", "Sade ja på mötet.", "lista.csv"]
    assert coordinator.get(f"{address}?export=xlsx").content.startswith(b"PK")


def test_somebody_is_taken_off_and_the_list_renamed_and_deleted(coordinator: Client) -> None:
    found, other = make_list(coordinator, "a@example.org", "b@example.org"), make_list(coordinator, "c@x.se", name="B")
    address = reverse("newsletters_admin:list", args=[found.pk])
    stranger = other.readers.get()
    coordinator.post(address, {"remove": str(stranger.pk)})
    coordinator.post(address, {"remove": str(found.readers.get(address="a@example.org").pk)})
    assert (addresses_on(found), addresses_on(other)) == (["b@example.org"], ["c@x.se"])
    assert coordinator.post(address, {"name": "B", "group": "public"}).status_code == 422
    assert coordinator.post(address, {"name": "Nämnden", "group": "politician"}).status_code == 302
    issue = newsletter_issue()
    IssueAudience.objects.create(issue=issue.translation_key).lists.add(found)
    delete = reverse("newsletters_admin:list-delete", args=[found.pk])
    page = coordinator.get(delete).content.decode()
    assert "1 person står på listan" in page
    assert "1 nyhetsbrev går till listan" in page
    assert ReaderList.objects.filter(name="Nämnden").exists()
    assert coordinator.post(delete).status_code == 302
    assert not ReaderList.objects.filter(name="Nämnden").exists()
    assert SubscriberImport.objects.filter(imported_at__isnull=False).count() == 2


def test_only_coordinators_see_lists(cast: Cast, coordinator: Client) -> None:
    found = make_list(coordinator, "a@example.org")
    names = [("lists", []), ("list-new", []), *((name, [found.pk]) for name in ("list", "list-upload", "list-delete"))]
    for name, args in names:
        address = reverse(f"newsletters_admin:{name}", args=args)
        assert coordinator.get(address).status_code == 200
        for user in (None, cast.trollhattan_editor, cast.representative):
            assert cast.client(user).get(address).status_code == 302
            assert cast.client(user).post(address, {"remove": "1"}).status_code == 302
    assert addresses_on(found) == ["a@example.org"]


@pytest.mark.parametrize("number", [1, 3, 200])
def test_lists_ask_a_fixed_number_of_queries(
    coordinator: Client, number: int, django_assert_num_queries: object
) -> None:
    SubscriberFactory.create()
    now = timezone.now()
    lists = [
        ReaderList.objects.create(name=f"L{place}", consent_wording="Ja", source="x.csv", stated_at=now)
        for place in range(number)
    ]
    came = SubscriberImport.objects.create(
        filename="x", consent_wording="Ja", created_at=now, imported_at=now, reader_list=lists[0]
    )
    ListedReader.objects.bulk_create(
        ListedReader(reader_list=lists[0], address=f"p{place}@example.org", came_with=came) for place in range(number)
    )
    address = reverse("newsletters_admin:lists")
    coordinator.get(address)
    with django_assert_num_queries(LISTS_QUERIES):  # type: ignore[operator]
        coordinator.get(address)
    with django_assert_num_queries(LIST_QUERIES):  # type: ignore[operator]
        coordinator.get(reverse("newsletters_admin:list", args=[lists[0].pk]))
