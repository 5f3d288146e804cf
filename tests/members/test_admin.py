"""Who may do what in the admin: the coordinator everything, an editor only what is the own member's."""

from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse
from wagtail.models import Page

from accounts.models import User
from members.models import Contact, Member, MemberPage
from tests.factories.accounts import PASSWORD
from tests.factories.cast import Cast
from tests.factories.members import ContactFactory


def refused(response: Any) -> bool:
    """Wagtail answers a refusal with 403, or sends back to its start page with a message."""
    return response.status_code == 403 or (response.status_code == 302 and response["Location"] == "/admin/")


def member_form(member: Member, **changes: str) -> dict[str, str]:
    """What the edit page of a member posts, without contacts."""
    form = {"population": "", "population_year": "", "website": "", "member_since": "", "letter_body": ""}
    form |= {"letter_decided_on": "", "letter_registry_number": "", "last_reviewed_on": "", "last_reviewed_by": ""}
    form |= {"name": member.name, "official_name": member.official_name, "kind": member.kind, "code": member.code}
    form |= {"county_code": member.county_code, "county_name": member.county_name, "left_on": ""}
    form |= {"publishing": member.publishing}
    form |= {"latitude": str(member.latitude), "longitude": str(member.longitude)}
    for name in ("contacts", "political_bodies", "strategy_documents"):
        form |= {f"{name}-TOTAL_FORMS": "0", f"{name}-INITIAL_FORMS": "0"}
        form |= {f"{name}-MIN_NUM_FORMS": "0", f"{name}-MAX_NUM_FORMS": "1000"}
    return form | changes


def contact_form(**values: str) -> dict[str, str]:
    fields = {"kind": "administrative", "name": "Ny Kontakt", "language": "sv", "ORDER": "1"} | values
    return {"contacts-TOTAL_FORMS": "1"} | {f"contacts-0-{name}": value for name, value in fields.items()}


def test_editor_changes_the_own_members_contact(cast: Cast) -> None:
    url = reverse("member:edit", args=[cast.trollhattan.pk])
    browser = cast.client(cast.trollhattan_editor)

    assert browser.get(url).status_code == 200
    response = browser.post(url, member_form(cast.trollhattan, **contact_form(title="Folkhälsostrateg")))

    assert response.status_code == 302
    assert [str(contact) for contact in cast.trollhattan.contacts.all()] == ["Ny Kontakt"]


def test_contact_with_a_line_break_in_the_address_is_refused(cast: Cast) -> None:
    url = reverse("member:edit", args=[cast.trollhattan.pk])
    form = member_form(cast.trollhattan, **contact_form(email="a@example.org\nBcc: b@example.org"))

    response = cast.client(cast.trollhattan_editor).post(url, form)

    assert response.status_code == 200
    assert not Contact.objects.exists()


def test_editor_cannot_change_what_the_network_decides(cast: Cast) -> None:
    url = reverse("member:edit", args=[cast.trollhattan.pk])

    cast.client(cast.trollhattan_editor).post(
        url, member_form(cast.trollhattan, name="Annat", code="9999", population="60000", population_year="2025")
    )

    cast.trollhattan.refresh_from_db()
    assert (cast.trollhattan.name, cast.trollhattan.code, cast.trollhattan.population) == ("Trollhättan", "1488", 60000)


def test_editor_sees_only_the_own_member_in_the_list(cast: Cast) -> None:
    html = cast.client(cast.trollhattan_editor).get(reverse("member:index")).content.decode()

    assert "Trollhättan" in html
    assert "Luleå" not in html


@pytest.mark.parametrize("view", ["edit", "delete", "history", "usage"])
def test_other_members_record_is_closed_to_an_editor(view: str, cast: Cast) -> None:
    browser = cast.client(cast.trollhattan_editor)

    assert refused(browser.get(reverse(f"member:{view}", args=[cast.lulea.pk])))


def test_editor_cannot_create_or_delete_members(cast: Cast) -> None:
    browser = cast.client(cast.trollhattan_editor)

    assert refused(browser.get(reverse("member:add")))
    assert refused(browser.post(reverse("member:delete", args=[cast.trollhattan.pk])))
    assert Member.objects.count() == 2


def test_editor_edits_and_publishes_the_own_profile(cast: Cast) -> None:
    page = cast.trollhattan_page
    permissions = page.permissions_for_user(cast.trollhattan_editor)

    assert permissions.can_edit()
    assert permissions.can_publish()
    assert (
        cast.client(cast.trollhattan_editor).get(reverse("wagtailadmin_pages:edit", args=[page.pk])).status_code == 200
    )


@pytest.mark.parametrize("view", ["edit", "delete", "unpublish", "history"])
def test_other_members_profile_is_closed_to_an_editor(view: str, cast: Cast) -> None:
    browser = cast.client(cast.trollhattan_editor)

    assert refused(browser.get(reverse(f"wagtailadmin_pages:{view}", args=[cast.lulea_page.pk])))


@pytest.mark.parametrize("whose", ["trollhattan_page", "lulea_page"])
def test_editor_takes_no_profile_away(whose: str, cast: Cast) -> None:
    page = getattr(cast, whose)
    browser = cast.client(cast.trollhattan_editor)
    directory = page.get_parent()

    browser.post(reverse("wagtailadmin_pages:delete", args=[page.pk]))
    browser.post(reverse("wagtailadmin_pages:unpublish", args=[page.pk]))
    browser.post(reverse("wagtailadmin_pages:move_confirm", args=[page.pk, directory.get_parent().pk]))
    copy = {"new_title": "Kopia", "new_slug": "kopia", "new_parent_page": str(directory.pk)}
    browser.post(reverse("wagtailadmin_pages:copy", args=[page.pk]), copy)

    page.refresh_from_db()
    assert page.live
    assert page.get_parent() == directory
    assert not Page.objects.filter(slug="kopia").exists()


@pytest.mark.parametrize(
    "name", ["wagtailusers_users:index", "wagtailusers_users:add", "wagtailusers_groups:index", "wagtailsites:index",
             "wagtailredirects:index", "wagtaillocales:index", "representative:index", "theme-group:index",
             "targetarea:index", "wagtailadmin_collections:index", "wagtailadmin_workflows:index"],
)  # fmt: skip
def test_what_is_the_networks_is_closed_to_an_editor_and_open_to_the_coordinator(name: str, cast: Cast) -> None:
    assert refused(cast.client(cast.trollhattan_editor).get(reverse(name)))
    assert cast.client(cast.coordinator).get(reverse(name)).status_code == 200


def test_editors_menu_has_neither_settings_nor_reports(cast: Cast) -> None:
    html = cast.client(cast.trollhattan_editor).get("/admin/").content.decode()

    assert "/admin/users/" not in html
    assert "/admin/reports/" not in html


@pytest.mark.parametrize("who", ["representative", None])
def test_admin_is_closed_to_those_who_edit_nothing(who: str | None, cast: Cast) -> None:
    browser = cast.client(getattr(cast, who) if who else None)

    response = browser.get("/admin/")

    assert response.status_code == 302
    assert response["Location"].startswith("/konto/login/")


def test_coordinator_creates_a_member_with_its_profile(cast: Cast) -> None:
    member = Member(
        name="Falun", code="2080", county_code="20", county_name="Dalarnas län", kind="municipality",
        latitude=Decimal("60.6000"), longitude=Decimal("15.6000"),
    )  # fmt: skip

    response = cast.client(cast.coordinator).post(reverse("member:add"), member_form(member))

    assert response.status_code == 302
    assert MemberPage.objects.get(member__code="2080").live


def test_coordinator_appoints_an_editor(cast: Cast) -> None:
    browser = cast.client(cast.coordinator)
    form = {"member": str(cast.lulea.pk), "user": str(cast.representative.pk), "role": "editor"}

    browser.post(reverse("representative:add"), form | {"started_on": "2026-01-01"})
    assert cast.representative.groups.get() == cast.lulea.editor_group


def test_coordinator_creates_and_edits_a_user(cast: Cast) -> None:
    browser = cast.client(cast.coordinator)
    form = {"email": "Ny.Person@Example.org", "first_name": "Ny", "last_name": "Person", "language": "en"}
    passwords = {"password1": PASSWORD, "password2": PASSWORD}

    response = browser.post(reverse("wagtailusers_users:add"), form | passwords | {"is_superuser": "on"})
    assert response.status_code == 302
    user = User.objects.get(email="ny.person@example.org")
    assert (user.language, user.is_superuser) == ("en", False)

    browser.post(reverse("wagtailusers_users:edit", args=[user.pk]), form | {"first_name": "Nyare", "is_active": "on"})
    user.refresh_from_db()
    # Nobody chooses a password for somebody else, whatever is posted.
    assert (user.first_name, user.check_password(PASSWORD)) == ("Nyare", False)


def test_address_that_has_an_account_is_refused_whatever_its_case(cast: Cast) -> None:
    form = {"email": "TORA.trollhattan@example.org", "first_name": "A", "last_name": "B", "language": "sv"}

    response = cast.client(cast.coordinator).post(
        reverse("wagtailusers_users:add"), form | {"password1": PASSWORD, "password2": PASSWORD}
    )

    assert response.status_code == 200
    assert User.objects.filter(email__iexact="tora.trollhattan@example.org").count() == 1


def test_superusers_account_is_closed_to_the_coordinator(cast: Cast) -> None:
    root = User.objects.create_superuser("root@example.org", PASSWORD)

    assert refused(cast.client(cast.coordinator).get(reverse("wagtailusers_users:edit", args=[root.pk])))


def test_coordinator_sees_every_member(cast: Cast) -> None:
    ContactFactory.create(member=cast.lulea)

    html = cast.client(cast.coordinator).get(reverse("member:index")).content.decode()

    assert "Trollhättan" in html
    assert "Luleå" in html
