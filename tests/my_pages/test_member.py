"""My member: whose it is, the profile's way to the site, and that nothing typed is lost."""

from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from wagtail.models import GroupApprovalTask, GroupPagePermission, Page, Workflow, WorkflowPage, WorkflowTask

from core.models import TargetArea
from members.models import Contact, MemberPage, PoliticalBody, RoleInvitation, StrategyDocument
from tests.factories.cast import Cast
from tests.factories.members import ContactFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(cast: Cast) -> Client:
    return cast.client(cast.trollhattan_editor)


def profile_url(cast: Cast, rest: str = "profil/") -> str:
    return f"/mina-sidor/medlem/{cast.trollhattan.pk}/{rest}"


def filled(client: Client, url: str, **changes: Any) -> dict[str, Any]:
    """What a browser would post: the form as it is shown, with changes."""
    context = client.get(url).context
    form = context["form"]
    data: dict[str, Any] = {"version": context["profile"].version}
    for part in (form.texts, *form.bodies.forms, *form.strategies.forms):
        data |= {bound.html_name: bound.value() for bound in part if bound.value() not in (None, False)}
    for formset in (form.bodies, form.strategies):
        data |= {bound.html_name: bound.value() for bound in formset.management_form}
    return data | changes


def posted_contacts(client: Client, url: str, **changes: Any) -> dict[str, Any]:
    context = client.get(url).context
    data: dict[str, Any] = {"version": context["version"]}
    for part in (*context["rows"].forms, context["rows"].management_form):
        data |= {bound.html_name: bound.value() for bound in part if bound.value() not in (None, False)}
    return data | changes


def wait_for_approval(cast: Cast) -> None:
    """Take the editors' right to publish away, and let the coordinators approve."""
    GroupPagePermission.objects.filter(
        group=cast.trollhattan.editor_group, permission__codename="publish_page"
    ).delete()
    task = GroupApprovalTask.objects.create(name="Koordinatorn")
    task.groups.set(cast.coordinator.groups.all())
    workflow = Workflow.objects.create(name="Godkännande")
    WorkflowTask.objects.create(workflow=workflow, task=task)
    WorkflowPage.objects.create(workflow=workflow, page=Page.objects.get(pk=cast.trollhattan_page.get_parent().pk))


@pytest.mark.parametrize("rest", ["", "profil/", "kontakter/", "bjud-in/"])
def test_other_members_are_not_there(cast: Cast, editor: Client, rest: str) -> None:
    assert cast.client(cast.lulea_editor).get(profile_url(cast, rest)).status_code in {403, 404}
    assert cast.client(cast.representative).get(profile_url(cast, rest)).status_code == (403 if rest else 200)
    assert editor.get(profile_url(cast, rest)).status_code == 200


def test_editing_asks_for_the_second_factor(cast: Cast, editor: Client, settings: Any) -> None:
    settings.SECOND_FACTOR_REQUIRED = True

    for rest in ("profil/", "kontakter/", "bjud-in/"):
        assert "/konto/2fa/" in editor.get(profile_url(cast, rest))["Location"]
        assert editor.post(profile_url(cast, rest)).status_code == 302
    assert editor.get(profile_url(cast, "")).status_code == 200


def test_draft_changes_nothing_on_the_site_until_it_is_published(cast: Cast, editor: Client) -> None:
    area = TargetArea.objects.all()[2]
    url = profile_url(cast)
    changes = {
        "policy_text": "Alla ska ha **god hälsa**.",
        "governing_document": "Mål- och resursplan",
        "target_areas": [area.pk],
        "bodies-0-name": "Utskottet för social hållbarhet",
        "bodies-0-is_permanent": "on",
        "strategies-0-title": "Strategi för social hållbarhet",
    }

    assert editor.post(url, filled(editor, url, action="save", **changes)).status_code == 302

    page = cast.trollhattan_page
    assert (page.policy_text, page.has_unpublished_changes) == ("", True)
    assert not PoliticalBody.objects.exists()
    assert "Utskottet för social hållbarhet" in editor.get(url).content.decode()

    editor.post(url, filled(editor, url, action="publish"))

    page = cast.trollhattan_page
    assert page.policy_text == "<p>Alla ska ha <b>god hälsa</b>.</p>"
    assert not page.has_unpublished_changes
    assert list(cast.trollhattan.target_areas.all()) == [area]
    assert PoliticalBody.objects.get().member == cast.trollhattan
    assert StrategyDocument.objects.get().title == "Strategi för social hållbarhet"

    editor.post(url, filled(editor, url, action="publish"))
    assert (PoliticalBody.objects.count(), StrategyDocument.objects.count()) == (1, 1)


def test_preview_shows_texts_and_facts_and_saves_neither(cast: Cast, editor: Client) -> None:
    url = profile_url(cast)
    revisions = cast.trollhattan_page.revisions.count()
    data = filled(
        editor, url, introduction="En stad vid älven.", **{"bodies-0-name": "Utskottet för social hållbarhet"}
    )

    html = editor.post(profile_url(cast, "profil/visa/"), data).content.decode()

    assert "En stad vid älven." in html
    assert "Utskottet för social hållbarhet" in html
    assert cast.trollhattan_page.revisions.count() == revisions
    assert not PoliticalBody.objects.exists()


def test_bad_input_keeps_what_was_typed(cast: Cast, editor: Client) -> None:
    url = profile_url(cast)
    data = filled(editor, url, policy_text="Lång text", governing_document_url="ingen adress", action="publish")

    answer = editor.post(url, data | {"strategies-0-title": "Strategi", "strategies-0-year": "nittiotalet"})

    html = answer.content.decode()
    assert answer.status_code == 422
    for typed in ("Lång text", "ingen adress", "nittiotalet", 'value="Strategi"'):
        assert typed in html
    assert html.count("errorlist") >= 2


def test_whoever_is_slower_is_told_and_loses_nothing(cast: Cast, editor: Client) -> None:
    url = profile_url(cast)
    mine = filled(editor, url, introduction="Min text", action="publish")
    other = cast.client(cast.coordinator)
    other.post(url, filled(other, url, introduction="Karins text", action="publish"))

    answer = editor.post(url, mine)

    html = answer.content.decode()
    assert answer.status_code == 409
    assert "Min text" in html
    assert "Karins text" in html
    assert "Karin Koordinator" in html
    assert cast.trollhattan_page.introduction == "Karins text"

    editor.post(url, mine | {"version": answer.context["profile"].version})
    assert cast.trollhattan_page.introduction == "Min text"


def test_without_the_right_to_publish_it_goes_for_approval(cast: Cast, editor: Client) -> None:
    wait_for_approval(cast)
    url = profile_url(cast)

    assert editor.post(url, filled(editor, url, introduction="Nytt", action="publish")).status_code == 403
    editor.post(url, filled(editor, url, introduction="Nytt", action="submit", **{"bodies-0-name": "Utskottet"}))

    page = cast.trollhattan_page
    assert page.current_workflow_state is not None
    assert page.introduction == ""
    locked = editor.get(url)
    assert 'value="submit"' not in locked.content.decode()

    page.current_workflow_state.current_task_state.approve(user=cast.coordinator)
    assert cast.trollhattan_page.introduction == "Nytt"
    assert PoliticalBody.objects.get().name == "Utskottet"


def test_facts_changed_meanwhile_are_not_overwritten_by_an_old_draft(cast: Cast, editor: Client) -> None:
    url = profile_url(cast)
    editor.post(url, filled(editor, url, action="save", **{"bodies-0-name": "Mitt utskott"}))
    PoliticalBody.objects.create(member=cast.trollhattan, name="Nytt utskott", kind=PoliticalBody.Kind.COMMITTEE)

    MemberPage.objects.get(pk=cast.trollhattan_page.pk).get_latest_revision().publish()

    assert PoliticalBody.objects.get().name == "Nytt utskott"
    html = editor.get(url).content.decode()
    assert "Mitt utskott" in html
    assert "message--warning" in html


def test_contacts_are_changed_added_and_removed_at_once(cast: Cast, editor: Client) -> None:
    kept, gone = (
        ContactFactory.create(member=cast.trollhattan, name=name, sort_order=n) for n, name in enumerate("ab")
    )
    url = profile_url(cast, "kontakter/")
    data = posted_contacts(editor, url, **{"contacts-0-phone": "0520-49 50 00", "contacts-1-DELETE": "on"})
    data |= {"contacts-2-kind": "political", "contacts-2-name": "Tora Ek", "contacts-2-email": "tora@example.org"}

    assert editor.post(url, data).status_code == 302

    assert [contact.name for contact in cast.trollhattan.contacts.order_by("pk")] == ["a", "Tora Ek"]
    kept.refresh_from_db()
    assert kept.phone == "0520-49 50 00"
    assert not Contact.objects.filter(pk=gone.pk).exists()
    assert editor.post(url, data | {"contacts-0-phone": "sent"}).status_code == 409


def test_contact_of_another_member_cannot_be_reached(cast: Cast, editor: Client) -> None:
    foreign = ContactFactory.create(member=cast.lulea, name="Luleås kontakt")
    own = ContactFactory.create(member=cast.trollhattan, name="Vår kontakt")
    url = profile_url(cast, "kontakter/")

    editor.post(url, posted_contacts(editor, url, **{"contacts-0-id": foreign.pk, "contacts-0-name": "Tagen"}))

    foreign.refresh_from_db()
    own.refresh_from_db()
    assert (foreign.name, own.name) == ("Luleås kontakt", "Vår kontakt")


def test_editor_invites_to_the_own_member_only(cast: Cast, editor: Client) -> None:
    url = profile_url(cast, "bjud-in/")
    data = {"address": "ny@example.org", "language": "sv", "role": "editor", "member": cast.lulea.pk}

    assert editor.post(url, data).status_code == 302
    assert editor.post(url, data | {"role": "coordinator"}).status_code == 200

    invitation = RoleInvitation.objects.get()
    assert (invitation.member, invitation.role) == (cast.trollhattan, "editor")
    assert "ny@example.org" in editor.get(profile_url(cast, "")).content.decode()
    editor.post(profile_url(cast, f"inbjudan/{invitation.pk}/"), {"action": "withdraw"})
    assert "ny@example.org" not in editor.get(profile_url(cast, "")).content.decode()


@pytest.mark.parametrize("number", [1, 3, 200])
def test_overview_asks_the_same_number_of_questions(
    cast: Cast, editor: Client, number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    ContactFactory.create_batch(number, member=cast.trollhattan)
    editor.get(profile_url(cast, ""))

    with django_assert_num_queries(23):
        editor.get(profile_url(cast, ""))
