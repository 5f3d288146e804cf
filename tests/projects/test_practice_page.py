"""A practice tells its story, in every language, and who may change it."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import Locale
from wagtail.test.utils.form_data import nested_form_data, streamfield

from core.models import TargetArea
from members.models import Contact
from projects.models import Adoption, ProjectPage
from tests.factories.cast import Cast
from tests.factories.members import ContactFactory, MemberFactory, english
from tests.factories.projects import AdoptionFactory, ProjectPageFactory, project_index


def form_data(**facts: object) -> dict[str, object]:
    words = ("background", "aim", "method", "results", "how_measured")
    lessons = ("what_worked", "what_did_not_work", "what_we_would_change")
    empty = '{"blocks": [], "entityMap": {}}'
    return nested_form_data(
        {
            "title": "Vandrande skolbuss",
            "slug": "vandrande-skolbuss",
            "summary": "Barn går till skolan tillsammans.",
            "status": "ongoing",
            **dict.fromkeys((*words, *lessons), empty),
            "resources": streamfield([]),
            "comments": {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0, "MIN_NUM_FORMS": 0, "MAX_NUM_FORMS": ""},
            "action-publish": "1",
            **facts,
        }
    )


def add_url(parent_pk: int) -> str:
    return reverse("wagtailadmin_pages:add", args=["projects", "projectpage", parent_pk])


def test_practice_page_tells_the_whole_story(client: Client, db: None) -> None:
    index = project_index()
    contact = ContactFactory.create(name="Elsa Ek", email="elsa@example.org")
    practice = ProjectPageFactory.create(
        title="Vandrande skolbuss",
        lead_member=contact.member,
        contact=contact,
        partner_members=[MemberFactory.create(name="Partnerstad")],
        target_areas=[TargetArea.objects.get(key="levnadsvanor")],
        starts_on=date(2024, 3, 1),
        background="<p>Många barn skjutsades.</p>",
        what_did_not_work="<p>Vintern var svår.</p>",
        equity=ProjectPage.Fulfillment.PARTLY,
        last_reviewed_on=date(2026, 1, 15),
        last_reviewed_by="Elsa Ek",
        resources=[("link", {"title": "Handledning", "url": "https://example.org/guide"})],
    )
    AdoptionFactory.create(practice=practice, member__name="Umeå", result="Fler går till skolan.")
    AdoptionFactory.create(practice=practice, member__name="Borås", state=Adoption.State.STOPPED)

    page = client.get(practice.get_url()).content.decode()

    for words in ("Många barn skjutsades.", "Vintern var svår.", "Elsa Ek", "Partnerstad", "2024", "15 januari 2026"):
        assert words in page
    assert f"{index.get_url()}?target_area=levnadsvanor" in page
    assert page.index("Umeå") < page.index("Borås")
    assert "Fler går till skolan." in page
    assert 'href="https://example.org/guide"' in page


def test_english_stand_in_marks_the_swedish_text(client: Client, db: None) -> None:
    practice = ProjectPageFactory.create(title="Vandrande skolbuss", aim="<p>Fler går.</p>")
    AdoptionFactory.create(practice=practice)
    english(practice)

    page = client.get("/en/praktik/vandrande-skolbuss/").content.decode()

    assert '<html lang="en">' in page
    assert '<h1 lang="sv">Vandrande skolbuss</h1>' in page
    assert '<div class="rich-text" lang="sv"><p>Fler går.</p></div>' in page
    assert "used by 1 member" in page


def test_facts_follow_to_translations_when_the_source_is_published(db: None) -> None:
    practice = ProjectPageFactory.create(title="Skolbuss")
    locale, _created = Locale.objects.get_or_create(language_code="en")
    english(project_index())
    translation = practice.copy_for_translation(locale)
    translation.title = "School bus"
    translation.save_revision().publish()
    practice.status = ProjectPage.Status.REGULAR
    practice.partner_members = [MemberFactory.create(name="Partnerstad")]
    practice.title = "Skolbussen"

    practice.save_revision().publish()

    translation = ProjectPage.objects.get(pk=translation.pk)
    assert translation.status == ProjectPage.Status.REGULAR
    assert [member.name for member in translation.partner_members.all()] == ["Partnerstad"]
    assert translation.title == "School bus"
    assert not translation.has_unpublished_changes


def test_facts_follow_without_publishing_a_translation_that_is_being_written(db: None) -> None:
    practice = ProjectPageFactory.create(title="Skolbuss", live=False)
    locale, _created = Locale.objects.get_or_create(language_code="en")
    english(project_index())
    translation = practice.copy_for_translation(locale)
    translation.title = "Half a title"
    translation.save_revision()
    practice.ends_on = date(2026, 6, 30)

    practice.save_revision().publish()

    translation = ProjectPage.objects.get(pk=translation.pk)
    draft = translation.get_latest_revision_as_object()
    assert not translation.live
    assert (draft.title, draft.ends_on) == ("Half a title", date(2026, 6, 30))


def test_translation_published_with_stale_facts_gets_the_sources(db: None) -> None:
    practice = ProjectPageFactory.create(title="Skolbuss", status=ProjectPage.Status.REGULAR)
    locale, _created = Locale.objects.get_or_create(language_code="en")
    english(project_index())
    translation = practice.copy_for_translation(locale)
    translation.status = ProjectPage.Status.IDEA

    translation.save_revision().publish()

    assert ProjectPage.objects.get(pk=translation.pk).status == ProjectPage.Status.REGULAR


def test_editor_adds_a_practice_under_the_own_profile_and_leads_it(cast: Cast) -> None:
    client = cast.client(cast.trollhattan_editor)

    response = client.post(add_url(cast.trollhattan_page.pk), form_data(lead_member=str(cast.lulea.pk)))

    assert response.status_code == 302, response.context["form"].errors
    practice = ProjectPage.objects.get()
    assert practice.lead_member == cast.trollhattan
    assert practice.live


def test_editor_adds_no_practice_elsewhere(cast: Cast) -> None:
    client = cast.client(cast.trollhattan_editor)

    for parent in (cast.lulea_page, project_index()):
        client.post(add_url(parent.pk), form_data(lead_member=str(cast.trollhattan.pk)))

    assert not ProjectPage.objects.exists()


def test_editor_changes_no_other_members_practice(cast: Cast) -> None:
    practice = ProjectPageFactory.create(parent=cast.lulea_page, lead_member=cast.lulea)

    assert not practice.permissions_for_user(cast.trollhattan_editor).can_edit()
    assert practice.permissions_for_user(cast.lulea_editor).can_publish()
    assert practice.permissions_for_user(cast.coordinator).can_publish()


def test_practice_stands_under_no_other_page(cast: Cast) -> None:
    assert cast.trollhattan_page.permissions_for_user(cast.trollhattan_editor).can_add_subpage()
    names = {model.__name__ for model in cast.trollhattan_page.creatable_subpage_models()}
    assert "ProjectPage" in names
    index = project_index()
    assert not type(index).can_create_at(cast.trollhattan_page)


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"starts_on": "2026-05-01", "ends_on": "2026-04-30"}, "ends_on"),
        ({"contact_email": "elsa@example.org"}, "contact_name"),
    ],
)
def test_form_says_what_is_wrong_beside_the_field(cast: Cast, facts: dict[str, str], field: str) -> None:
    client = cast.client(cast.trollhattan_editor)

    response = client.post(add_url(cast.trollhattan_page.pk), form_data(**facts))

    assert response.status_code == 200
    assert list(response.context["form"].errors) == [field]


def test_member_cannot_be_its_own_partner(cast: Cast) -> None:
    client = cast.client(cast.trollhattan_editor)

    response = client.post(
        add_url(cast.trollhattan_page.pk),
        {**form_data(), "partner_members": [cast.trollhattan.pk, cast.lulea.pk]},
    )

    assert "Trollhättan" in response.context["form"].errors["partner_members"][0]


def test_form_offers_the_own_members_contacts_only(cast: Cast) -> None:
    own = ContactFactory.create(member=cast.trollhattan)
    ContactFactory.create(member=cast.lulea)

    response = cast.client(cast.trollhattan_editor).get(add_url(cast.trollhattan_page.pk))

    assert list(response.context["form"].fields["contact"].queryset) == [own]
    assert Contact.objects.count() == 2
