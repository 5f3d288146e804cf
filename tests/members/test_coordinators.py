"""The end of a coordinator's role: told, with the session, and never the last one's."""

import pytest
from django.utils import timezone
from wagtail.models import ModelLogEntry

from accounts.models import User
from mailings.models import Delivery, Mailing
from members.coordinators import NoCoordinatorError, coordinators, end_coordinator
from members.models import Representative
from members.services import appoint_coordinator
from tests.factories.accounts import UserFactory
from tests.factories.cast import Cast

pytestmark = pytest.mark.django_db
LIST = "/admin/coordinators/"


@pytest.fixture
def colleague(cast: Cast) -> User:
    user: User = UserFactory.create(first_name="Åke", last_name="Ström", language="en")
    appoint_coordinator(user)
    return user


def end_of(user: User) -> str:
    return f"{LIST}{user.pk}/end/"


def test_pressing_ends_the_role_the_session_and_tells(cast: Cast, colleague: User) -> None:
    theirs, mine = cast.client(colleague), cast.client(cast.coordinator)
    assert "Åke Ström" in mine.get(LIST).content.decode()
    assert mine.get(end_of(colleague)).status_code == 200
    assert coordinators().count() == 2

    assert mine.post(end_of(colleague))["Location"] == LIST

    assert list(coordinators()) == [cast.coordinator]
    assert "/konto/login/" in theirs.get("/mina-sidor/")["Location"]
    assert Delivery.objects.get(mailing__kind="role_change").address == colleague.email
    assert "no longer a coordinator" in Mailing.objects.get(kind="role_change").contents.get().subject
    assert ModelLogEntry.objects.get(action="members.coordinator_ended").user == cast.coordinator
    assert mine.post(end_of(colleague)).status_code == 404


def test_last_coordinator_stays_whichever_way_is_tried(cast: Cast) -> None:
    UserFactory.create(is_active=False)
    appoint_coordinator(UserFactory.create(is_active=False))
    mine = cast.client(cast.coordinator)
    assert not mine.get(end_of(cast.coordinator)).context["others"]
    mine.post(end_of(cast.coordinator))

    account = {
        "email": cast.coordinator.email,
        "first_name": "K",
        "last_name": "W",
        "language": "sv",
        "is_active": "on",
    }
    answer = mine.post(f"/admin/users/edit/{cast.coordinator.pk}/", account)

    assert answer.status_code == 200
    assert answer.context["form"].errors["groups"]
    assert list(coordinators()) == [cast.coordinator]
    assert not Delivery.objects.exists()


def test_own_role_ends_with_the_session_and_roles_for_members_stay(cast: Cast, colleague: User) -> None:
    mine = cast.client(colleague)
    Representative.objects.create(
        member=cast.lulea, user=colleague, role=Representative.Role.REPRESENTATIVE, started_on=timezone.localdate()
    )
    assert "/konto/login/" in mine.post(end_of(colleague))["Location"]
    assert "/konto/login/" in mine.get(LIST)["Location"]
    assert Representative.objects.current().filter(user=colleague).exists()
    with pytest.raises(NoCoordinatorError):
        end_coordinator(colleague, by=cast.coordinator, at=timezone.now())


def test_editors_are_refused(cast: Cast, colleague: User) -> None:
    for answer in (
        cast.client(cast.trollhattan_editor).get(LIST),
        cast.client(cast.trollhattan_editor).get(end_of(colleague)),
        cast.client(cast.trollhattan_editor).post(end_of(colleague)),
    ):
        assert answer.status_code in {302, 403}
        assert answer.get("Location", "/admin/") == "/admin/"
    assert coordinators().count() == 2
