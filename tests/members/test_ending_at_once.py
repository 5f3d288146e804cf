"""Two people end each other's last role at the same moment: on PostgreSQL, where it can happen."""

import threading
from collections.abc import Callable

import pytest
from django.contrib.auth.models import Group
from django.db import connection, connections
from django.utils import timezone

from members.coordinators import LastCoordinatorError, coordinators, end_coordinator
from members.ending import LastEditorError, hand_over_and_end
from members.models import Representative
from members.permissions import provision_coordinators
from members.services import appoint_coordinator, appoint_editor
from tests.factories.accounts import UserFactory
from tests.factories.members import MemberFactory

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


@pytest.fixture(autouse=True)
def only_where_it_can_happen() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite lets one write at a time, and its test database is in memory")


def at_the_same_moment(*actions: Callable[[], object]) -> list[str]:
    """Run them in threads that start together; give the names of what they raised."""
    gate, raised = threading.Barrier(len(actions)), []

    def run(action: Callable[[], object]) -> None:
        gate.wait()
        try:
            action()
        except Exception as error:  # noqa: BLE001 - the test looks at them
            raised.append(type(error).__name__)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[action]) for action in actions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return raised


def test_one_of_two_last_editors_stays() -> None:
    member, now = MemberFactory.create(), timezone.now()
    first, second = (
        appoint_editor(member, user=UserFactory.create(), at=timezone.localdate(now)) for _number in range(2)
    )

    raised = at_the_same_moment(
        *(lambda role=role: hand_over_and_end(role, successor=None, by=None, at=now) for role in (first, second))
    )

    assert raised == [LastEditorError.__name__]
    assert Representative.objects.current().filter(member=member).count() == 1
    assert Group.objects.get(edited_member=member).user_set.count() == 1


def test_one_of_two_last_coordinators_stays() -> None:
    provision_coordinators()
    now, people = timezone.now(), [UserFactory.create(), UserFactory.create()]
    for person in people:
        appoint_coordinator(person)

    first, second = people
    raised = at_the_same_moment(
        lambda: end_coordinator(first, by=second, at=now), lambda: end_coordinator(second, by=first, at=now)
    )

    assert raised == [LastCoordinatorError.__name__]
    assert coordinators().count() == 1
