"""Members are created whole, and roles begin and end."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from wagtail.models import Locale

from members.models import Member, MemberPage
from members.services import RoleError, appoint_editor, create_member, end_role, provision_member
from tests.factories.accounts import UserFactory
from tests.factories.cast import Cast
from tests.factories.members import MemberFactory, english, member_index


def test_create_member_publishes_profile_in_every_language(cast: Cast) -> None:
    english(member_index())

    member = create_member(
        code="14",
        kind="region",
        name="Västra Götalandsregionen",
        county_code="14",
        county_name="Västra Götalands län",
        latitude="58.0000",
        longitude="13.0000",
    )

    pages = MemberPage.objects.filter(member=member).order_by("locale__language_code")
    assert [(page.locale.language_code, page.live, page.is_untranslated) for page in pages] == [
        ("en", True, True),
        ("sv", True, False),
    ]


def test_create_member_refuses_a_code_that_exists(cast: Cast) -> None:
    with pytest.raises(ValidationError, match="code"):
        create_member(
            code="1488",
            name="Dubbel",
            county_code="14",
            county_name="Västra Götalands län",
            latitude="58.0000",
            longitude="13.0000",
        )

    assert not Member.objects.filter(name="Dubbel").exists()


def test_provision_member_twice_changes_nothing(cast: Cast) -> None:
    provision_member(cast.trollhattan)

    group = cast.trollhattan.editor_group
    assert group is not None
    assert group.name == "Redaktörer: Trollhättan"
    assert group.page_permissions.count() == 3
    assert MemberPage.objects.filter(member=cast.trollhattan).count() == 1


def test_profile_in_a_further_language_belongs_to_the_same_editors(cast: Cast) -> None:
    page = english(cast.trollhattan_page)

    assert page.locale == Locale.objects.get(language_code="en")
    assert page.permissions_for_user(cast.trollhattan_editor).can_edit()
    assert not page.permissions_for_user(cast.lulea_editor).can_edit()


def test_member_without_directory_gets_group_but_no_page(db: None) -> None:
    member = MemberFactory.create(name="Utan katalog")

    provision_member(member)

    assert member.editor_group is not None
    assert not MemberPage.objects.filter(member=member).exists()


def test_ended_editor_loses_permissions(cast: Cast) -> None:
    role = cast.trollhattan_editor.representations.get()

    end_role(role, at=date(2026, 1, 1))

    assert not cast.trollhattan_editor.groups.exists()
    with pytest.raises(RoleError):
        end_role(role, at=date(2026, 1, 2))


def test_role_cannot_end_before_it_begins(cast: Cast) -> None:
    with pytest.raises(RoleError):
        end_role(cast.trollhattan_editor.representations.get(), at=date(2024, 12, 31))


def test_closed_account_cannot_be_editor(cast: Cast) -> None:
    with pytest.raises(RoleError):
        appoint_editor(cast.lulea, user=UserFactory.create(is_active=False), at=date(2026, 1, 1))
