"""Ending and changing roles: nothing is left without somebody, and nothing is forgotten."""

import datetime

import pytest
from django.utils import timezone
from wagtail.models import Locale

from accounts.models import User
from mailings.models import Delivery, Mailing
from meetings.models import Invitation, Meeting
from members.ending import (
    LastEditorError,
    SuccessorNeededError,
    WrongSuccessorError,
    change_role,
    hand_over_and_end,
    what_is_left,
)
from members.models import Contact, Representative, ThemeGroup
from members.services import RoleError, appoint_editor
from projects.models import Adoption, ProjectPage
from reviews.models import Review, ReviewRequest
from tests.factories.cast import Cast
from tests.factories.meetings import MeetingFactory
from tests.factories.members import ContactFactory
from tests.factories.projects import AdoptionFactory, ProjectPageFactory
from tests.factories.reviews import review_of

pytestmark = pytest.mark.django_db
NOW = timezone.now()
TODAY = timezone.localdate(NOW)


def role_of(user: User) -> Representative:
    return Representative.objects.current().get(user=user)


def mails_about_roles() -> list[tuple[str, str]]:
    found = Delivery.objects.filter(mailing__kind="role_change").select_related("mailing").order_by("pk")
    return [(delivery.address, delivery.mailing.key.rsplit("-", 1)[0]) for delivery in found]


@pytest.fixture
def busy(cast: Cast) -> Contact:
    """Trollhättan's editor is its administrative contact, leads a practice, and is asked for this and that."""
    editor = cast.trollhattan_editor
    contact: Contact = ContactFactory.create(
        member=cast.trollhattan, kind=Contact.Kind.ADMINISTRATIVE, user=editor, email=editor.email, name=str(editor)
    )
    practice = ProjectPageFactory.create(
        parent=cast.trollhattan_page, lead_member=cast.trollhattan, contact=contact, title="Promenader", owner=editor
    )
    practice.save_revision(user=editor)
    AdoptionFactory.create(
        practice=ProjectPageFactory.create(parent=cast.lulea_page, lead_member=cast.lulea, title="Dans"),
        member=cast.trollhattan,
        contact_email=editor.email,
    )
    review = review_of(contact, member=cast.trollhattan, due_on=TODAY - datetime.timedelta(days=9))
    Review.objects.filter(pk=review.pk).update(step=Review.Step.OWNER, asked_on=TODAY)
    ReviewRequest.objects.create(
        member=cast.trollhattan, contact=contact, step=Review.Step.OWNER, created_at=NOW
    ).reviews.add(review)
    group = ThemeGroup.objects.create(key="stad", name_sv="Hälsa i stadsplaneringen", name_en="Healthy urban planning")
    group.contacts.add(contact)
    meeting = MeetingFactory.create(starts_at=NOW + datetime.timedelta(days=9), state=Meeting.State.ANNOUNCED)
    Invitation.objects.create(
        meeting=meeting, contact=contact, member=cast.trollhattan, address=contact.email, invited_at=NOW
    )
    return contact


def test_all_that_a_person_has_in_hand_goes_to_the_successor(cast: Cast, busy: Contact) -> None:
    role, successor = role_of(cast.trollhattan_editor), cast.representative
    kinds = [group.kind.name for group in what_is_left(role)]
    assert kinds == ["contacts", "theme_groups", "practices", "adoptions", "pages", "reviews", "meetings"]

    hand_over_and_end(role, successor=successor, by=cast.coordinator, at=NOW)

    assert not Contact.objects.filter(pk=busy.pk).exists()
    new = Contact.objects.get(user=successor)
    assert (new.kind, new.email, new.phone) == (busy.kind, successor.email, "")
    assert list(new.theme_groups.values_list("key", flat=True)) == ["stad"]
    practice = ProjectPage.objects.get(title="Promenader")
    assert practice.contact == new
    assert practice.get_latest_revision_as_object().contact == new
    assert practice.owner == successor
    assert Adoption.objects.get().contact_email == successor.email
    assert Review.objects.get(title=str(busy)).step == Review.Step.NONE
    assert not ReviewRequest.objects.open_at(NOW).exists()
    assert [row.address for row in Invitation.objects.current()] == [successor.email]
    assert mails_about_roles() == [
        (cast.trollhattan_editor.email, "role-ended"),
        (successor.email, "role-taken-over"),
    ]


def test_successor_reads_of_everything_in_the_own_language(cast: Cast, busy: Contact) -> None:
    cast.representative.language = "en"
    cast.representative.save(update_fields=["language"])
    english, _created = Locale.objects.get_or_create(language_code="en")
    practice = ProjectPage.objects.get(title="Promenader")
    walks = practice.copy_for_translation(english, copy_parents=True)
    walks.title = "Walks"
    walks.save_revision().publish()

    hand_over_and_end(role_of(cast.trollhattan_editor), successor=cast.representative, by=None, at=NOW)

    content = Mailing.objects.get(key__startswith="role-taken-over").contents.get()
    assert content.language == "en"
    for words in ("Walks", "Administrative contact", "Healthy urban planning", "Theme groups", "Coming meetings"):
        assert words in content.text
    for words in ("Promenader\n- Promenader", "Temagrupper", "Hälsa i stadsplaneringen"):
        assert words not in content.text


def test_a_role_may_end_without_a_successor_only_where_nobody_is_left(cast: Cast, busy: Contact) -> None:
    role = role_of(cast.trollhattan_editor)
    with pytest.raises(SuccessorNeededError):
        hand_over_and_end(role, successor=None, by=cast.coordinator, at=NOW, leaves_rest=True)
    hand_over_and_end(role_of(cast.representative), successor=None, by=cast.coordinator, at=NOW)

    hand_over_and_end(role, successor=None, by=cast.coordinator, at=NOW, leaves_rest=True)

    assert Contact.objects.filter(pk=busy.pk).exists()
    assert not cast.trollhattan_editor.groups.filter(edited_member=cast.trollhattan).exists()


def test_an_official_does_not_become_the_politician(cast: Cast, busy: Contact) -> None:
    successor = ContactFactory.create(
        member=cast.trollhattan, kind=Contact.Kind.POLITICAL, user=cast.representative, email="rut@example.org"
    )
    hand_over_and_end(role_of(cast.trollhattan_editor), successor=cast.representative, by=None, at=NOW)

    assert [contact.kind for contact in Contact.objects.filter(member=cast.trollhattan)] == ["political"]
    assert ProjectPage.objects.get(title="Promenader").contact == successor


def test_history_stays_and_permissions_end(cast: Cast, busy: Contact) -> None:
    client = cast.client(cast.trollhattan_editor)
    hand_over_and_end(role_of(cast.trollhattan_editor), successor=cast.representative, by=cast.coordinator, at=NOW)

    ended = Representative.objects.ended().get()
    assert (ended.user, ended.ended_on) == (cast.trollhattan_editor, TODAY)
    assert (ended.ended_by, ended.successor) == (cast.coordinator, cast.representative)
    assert "/konto/login/" in client.get("/mina-sidor/")["Location"]
    # The last editor's successor edits and invites from now on.
    roles = Representative.objects.current().filter(user=cast.representative)
    assert {role.role for role in roles} == {"editor", "representative"}
    assert cast.representative.groups.filter(edited_member=cast.trollhattan).exists()


def test_nothing_is_left_without_somebody(cast: Cast, busy: Contact) -> None:
    role = role_of(cast.trollhattan_editor)
    with pytest.raises(LastEditorError):
        hand_over_and_end(role, successor=None, by=cast.coordinator, at=NOW)
    with pytest.raises(LastEditorError):
        change_role(role, to="representative", by=cast.coordinator, at=NOW)
    with pytest.raises(WrongSuccessorError):
        hand_over_and_end(role, successor=cast.lulea_editor, by=cast.coordinator, at=NOW)
    with pytest.raises(WrongSuccessorError):
        hand_over_and_end(role, successor=cast.trollhattan_editor, by=cast.coordinator, at=NOW)
    appoint_editor(cast.trollhattan, user=cast.representative, at=TODAY)
    with pytest.raises(SuccessorNeededError):
        hand_over_and_end(role, successor=None, by=cast.coordinator, at=NOW)
    assert role_of(cast.trollhattan_editor) == role
    assert mails_about_roles() == []


def test_who_goes_on_in_another_role_keeps_everything(cast: Cast, busy: Contact) -> None:
    appoint_editor(cast.trollhattan, user=cast.representative, at=TODAY)
    changed = change_role(role_of(cast.trollhattan_editor), to="representative", by=cast.representative, at=NOW)

    assert (changed.role, changed.started_on) == ("representative", TODAY)
    assert not cast.trollhattan_editor.groups.filter(edited_member=cast.trollhattan).exists()
    assert Contact.objects.get(pk=busy.pk).user == cast.trollhattan_editor
    assert mails_about_roles() == [(cast.trollhattan_editor.email, "role-changed")]


def test_role_ends_once(cast: Cast) -> None:
    role = role_of(cast.representative)
    hand_over_and_end(role, successor=None, by=cast.trollhattan_editor, at=NOW)
    with pytest.raises(RoleError):
        hand_over_and_end(role, successor=None, by=cast.trollhattan_editor, at=NOW)
    assert mails_about_roles() == [(cast.representative.email, "role-ended")]
