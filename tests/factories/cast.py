"""Named people for every test about who may do what."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import pytest
from django.test import Client

from accounts.models import User
from members.models import Member, MemberPage, Representative
from members.permissions import provision_coordinators
from members.services import appoint_coordinator, appoint_editor, create_member
from tests.factories.accounts import UserFactory
from tests.factories.members import member_index


@dataclass(frozen=True)
class Cast:
    """Who is there: a coordinator, an editor for each of two members, a representative who edits nothing."""

    trollhattan: Member
    lulea: Member
    coordinator: User
    trollhattan_editor: User
    lulea_editor: User
    representative: User

    @property
    def trollhattan_page(self) -> MemberPage:
        """Trollhättan's Swedish profile."""
        page: MemberPage = MemberPage.objects.get(member=self.trollhattan, locale__language_code="sv")
        return page

    @property
    def lulea_page(self) -> MemberPage:
        """Luleå's Swedish profile."""
        page: MemberPage = MemberPage.objects.get(member=self.lulea, locale__language_code="sv")
        return page

    def client(self, user: User | None) -> Client:
        """A browser that `user` is signed in with; None is anybody."""
        client = Client()
        if user is not None:
            client.force_login(user)
        return client


@pytest.fixture
def cast(db: None) -> Cast:
    """The cast, with the member directory and the profiles of Trollhättan and Luleå."""
    provision_coordinators()
    member_index()
    trollhattan = create_member(
        code="1488",
        name="Trollhättan",
        official_name="Trollhättans Stad",
        county_code="14",
        county_name="Västra Götalands län",
        latitude=Decimal("58.2837"),
        longitude=Decimal("12.2886"),
        publishing=Member.Publishing.AT_ONCE,
    )
    lulea = create_member(
        code="2580",
        name="Luleå",
        official_name="Luleå kommun",
        county_code="25",
        county_name="Norrbottens län",
        latitude=Decimal("65.7000"),
        longitude=Decimal("22.1000"),
        publishing=Member.Publishing.AT_ONCE,
    )
    coordinator = UserFactory.create(email="karin.koordinator@example.org", first_name="Karin", last_name="Koordinator")
    appoint_coordinator(coordinator)
    trollhattan_editor = UserFactory.create(email="tora.trollhattan@example.org", first_name="Tora", last_name="Ek")
    appoint_editor(trollhattan, user=trollhattan_editor, at=date(2025, 1, 1))
    lulea_editor = UserFactory.create(email="love.lulea@example.org", first_name="Love", last_name="Berg")
    appoint_editor(lulea, user=lulea_editor, at=date(2025, 1, 1))
    representative = UserFactory.create(email="rut.representant@example.org", first_name="Rut", last_name="Lind")
    Representative.objects.create(
        member=trollhattan,
        user=representative,
        role=Representative.Role.REPRESENTATIVE,
        started_on=date(2025, 1, 1),
    )
    return Cast(trollhattan, lulea, coordinator, trollhattan_editor, lulea_editor, representative)
