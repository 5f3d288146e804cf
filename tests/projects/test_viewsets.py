"""Who tells of adoptions in the admin."""

from datetime import date

import pytest

from accounts.models import User
from projects.models import Adoption, ProjectPage
from tests.factories.cast import Cast
from tests.factories.projects import AdoptionFactory, ProjectPageFactory


@pytest.fixture
def practice(cast: Cast) -> ProjectPage:
    page: ProjectPage = ProjectPageFactory.create(parent=cast.lulea_page, lead_member=cast.lulea)
    return page


def facts(practice: ProjectPage, member_pk: int, **more: str) -> dict[str, str]:
    return {
        "practice": str(practice.pk),
        "member": str(member_pk),
        "state": "planning",
        "since": "2025-05-01",
        "changes": "",
        "result": "",
        "contact_name": "",
        "contact_email": "",
        **more,
    }


ADD = "/admin/spridning/new/"


def edit(adoption: Adoption) -> str:
    return f"/admin/spridning/edit/{adoption.pk}/"


def test_editor_tells_what_the_own_member_takes_up(cast: Cast, practice: ProjectPage) -> None:
    response = cast.client(cast.trollhattan_editor).post(ADD, facts(practice, cast.trollhattan.pk))

    assert response.status_code == 302, response.context["form"].errors
    adoption = Adoption.objects.get()
    assert (adoption.member, adoption.state_since) == (cast.trollhattan, date(2025, 5, 1))


def test_editor_tells_nothing_for_another_member(cast: Cast, practice: ProjectPage) -> None:
    response = cast.client(cast.lulea_editor).post(ADD, facts(practice, cast.trollhattan.pk))

    assert list(response.context["form"].errors) == ["member"]
    assert not Adoption.objects.exists()


def test_form_says_that_the_lead_member_cannot_adopt(cast: Cast, practice: ProjectPage) -> None:
    response = cast.client(cast.coordinator).post(ADD, facts(practice, cast.lulea.pk))

    assert list(response.context["form"].errors) == ["member"]


def test_form_says_that_the_member_has_it_already(cast: Cast, practice: ProjectPage) -> None:
    AdoptionFactory.create(practice=practice, member=cast.trollhattan)

    response = cast.client(cast.trollhattan_editor).post(ADD, facts(practice, cast.trollhattan.pk))

    assert response.status_code == 200
    assert Adoption.objects.count() == 1


def test_editor_changes_the_own_members_adoption_only(cast: Cast, practice: ProjectPage) -> None:
    adoption = AdoptionFactory.create(practice=practice, member=cast.trollhattan, since=date(2025, 5, 1))
    changed = facts(practice, cast.trollhattan.pk, state="adapted", result="Vi går längre.")

    assert cast.client(cast.lulea_editor).post(edit(adoption), changed).status_code in {302, 403}
    adoption.refresh_from_db()
    assert adoption.state == Adoption.State.IN_USE
    assert cast.client(cast.trollhattan_editor).post(edit(adoption), changed).status_code == 302
    adoption.refresh_from_db()
    assert (adoption.state, adoption.result) == (Adoption.State.ADAPTED, "Vi går längre.")
    assert adoption.state_since > date(2025, 5, 1)


def test_list_shows_editors_their_own(cast: Cast, practice: ProjectPage) -> None:
    AdoptionFactory.create(practice=practice, member=cast.trollhattan)
    AdoptionFactory.create(practice=ProjectPageFactory.create(), member=cast.lulea)

    def members(user: User) -> list[str]:
        response = cast.client(user).get("/admin/spridning/")
        return sorted(adoption.member.name for adoption in response.context["object_list"])

    assert members(cast.trollhattan_editor) == ["Trollhättan"]
    assert members(cast.coordinator) == ["Luleå", "Trollhättan"]


@pytest.mark.parametrize("who", ["representative", "trollhattan_editor"])
def test_only_coordinators_delete(cast: Cast, practice: ProjectPage, who: str) -> None:
    adoption = AdoptionFactory.create(practice=practice, member=cast.trollhattan)

    cast.client(getattr(cast, who)).post(f"/admin/spridning/delete/{adoption.pk}/")

    assert Adoption.objects.exists()
    cast.client(cast.coordinator).post(f"/admin/spridning/delete/{adoption.pk}/")
    assert not Adoption.objects.exists()
