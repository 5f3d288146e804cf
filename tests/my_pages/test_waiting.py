"""What waits for me, and what an editor reads of the ledger."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from core.waiting import waiting_for
from members.inviting import Invitee, invite_person
from members.models import Member, RoleInvitation
from members.services import provision_member
from projects.models import Adoption
from tests.factories.cast import Cast
from tests.factories.projects import AdoptionFactory, ProjectPageFactory
from tests.factories.reviews import review_of

pytestmark = pytest.mark.django_db
NOW = timezone.now()


@pytest.fixture
def sent_in(cast: Cast) -> Cast:
    """Trollhättan's editor has sent a page in for approval."""
    cast.trollhattan.publishing = Member.Publishing.AFTER_APPROVAL
    cast.trollhattan.save()
    provision_member(cast.trollhattan)
    page = ProjectPageFactory.create(
        parent=cast.trollhattan_page, lead_member=cast.trollhattan, title="Promenader", owner=cast.trollhattan_editor
    )
    page.save_revision(user=cast.trollhattan_editor)
    page.get_workflow().start(page, cast.trollhattan_editor)
    return cast


def test_page_waits_for_the_coordinator_and_comes_back_to_its_author(sent_in: Cast) -> None:
    def kinds(user: object) -> list[str]:
        return [group.kind.name for group in waiting_for(user, NOW) if group.kind.name in ("approve", "sent_back")]

    page = sent_in.trollhattan_page.get_descendants().get(title="Promenader")
    assert kinds(sent_in.coordinator) == ["approve"]
    assert kinds(sent_in.trollhattan_editor) == kinds(sent_in.lulea_editor) == []
    state = page.current_workflow_state.current_task_state
    state.reject(user=sent_in.coordinator)
    assert kinds(sent_in.coordinator) == []
    assert kinds(sent_in.trollhattan_editor) == ["sent_back"]
    html = sent_in.client(sent_in.trollhattan_editor).get("/mina-sidor/vantar/").content.decode()
    assert reverse("wagtailadmin_pages:edit", args=[page.pk]) in html


@pytest.mark.parametrize("number", [1, 3])
def test_page_asks_as_often_whatever_waits(
    cast: Cast, number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _each in range(number):
        practice = ProjectPageFactory.create(parent=cast.trollhattan_page, lead_member=cast.trollhattan)
        AdoptionFactory.create(practice=practice, member=cast.lulea, state=Adoption.State.INTERESTED)
        review_of(practice, member=cast.trollhattan, due_on=NOW.date() - datetime.timedelta(days=3))
    client = cast.client(cast.trollhattan_editor)
    client.get("/mina-sidor/vantar/")
    with django_assert_num_queries(26):
        assert client.get("/mina-sidor/vantar/").context["total"] >= 2 * number


def test_one_kind_is_shown_whole_and_nothing_says_so(cast: Cast) -> None:
    for number in range(12):
        invite_person(
            Invitee(cast.lulea_editor.email if number == 0 else f"{number}@example.org"),
            role=RoleInvitation.Role.REPRESENTATIVE,
            member=cast.trollhattan,
            invited_by=cast.coordinator,
            at=NOW,
        )
    own = [group for group in waiting_for(cast.lulea_editor, NOW) if group.kind.name == "role_invitation"]
    assert len(own[0].items) == 1
    context = cast.client(cast.lulea_editor).get("/mina-sidor/vantar/?kind=role_invitation").context
    assert [block["kind"].name for block in context["blocks"]] == ["role_invitation"]
    assert "Ha en bra dag" in cast.client(cast.representative).get("/mina-sidor/vantar/").content.decode()


def test_admin_begins_with_what_waits(sent_in: Cast) -> None:
    html = sent_in.client(sent_in.coordinator).get("/admin/").content.decode()
    assert html.index("waiting-panel") < html.index("common-tasks")
    assert "Promenader" in html
    assert "Promenader" not in sent_in.client(sent_in.lulea_editor).get("/admin/").content.decode()


def test_editors_read_their_own_row_of_the_ledger(cast: Cast) -> None:
    own, other = (reverse("ledger_admin:own", args=[member.pk]) for member in (cast.trollhattan, cast.lulea))
    editor = cast.client(cast.trollhattan_editor)
    assert editor.get(reverse("ledger_admin:own-members"))["Location"] == own
    assert editor.get(own).status_code == 200
    assert editor.post(own).status_code == 405
    assert editor.get(other).status_code == 404
    assert cast.client(cast.representative).get(own).status_code in (302, 403)
