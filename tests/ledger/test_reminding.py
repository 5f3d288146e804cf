"""A friendly reminder: asked for first, named, sent once."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from ledger.models import Fee
from ledger.services import ReminderError, compute_fees, mark_fee, receivers_of, remind_member
from mailings.models import Delivery, Mailing
from members.models import Contact, Member
from tests.factories.cast import Cast
from tests.factories.ledger import FeeRuleFactory
from tests.factories.members import ContactFactory, MemberFactory

NOW = datetime.datetime(2026, 11, 23, 9, tzinfo=datetime.UTC)


def test_confirmation_names_the_receiver_and_sends_nothing(cast: Cast) -> None:
    ContactFactory.create(member=cast.lulea, name="Elin Forsberg", email="elin@example.org")

    html = (
        cast.client(cast.coordinator).get(reverse("ledger_admin:remind", args=[cast.lulea.pk, 2026])).content.decode()
    )

    assert "Elin Forsberg" in html
    assert "elin@example.org" in html
    assert not Mailing.objects.exists()


def test_pressing_twice_sends_once(cast: Cast) -> None:
    ContactFactory.create(member=cast.lulea, email="elin@example.org")
    browser = cast.client(cast.coordinator)

    for _ in range(2):
        browser.post(reverse("ledger_admin:remind", args=[cast.lulea.pk, timezone.localdate().year]))

    assert [delivery.address for delivery in Delivery.objects.all()] == ["elin@example.org"]
    assert cast.lulea.membership.reminded_at is not None


def test_mail_is_in_each_receivers_language_and_says_what_is_missing_and_why_it_comes(db: None) -> None:
    member = MemberFactory.create(name="Luleå")
    ContactFactory.create(member=member, email="sv@example.org")
    ContactFactory.create(member=member, email="en@example.org", language="en")

    mailing = remind_member(member, 2026, at=NOW)

    texts = {content.language: content.text for content in mailing.contents.all()}
    assert "politisk" in texts["sv"]
    assert "political" in texts["en"]
    because = Delivery.objects.get(address="en@example.org").merge["because"]
    assert because == "you are the administrative contact of Luleå"


def test_reminder_marks_the_invoice_as_reminded(db: None) -> None:
    FeeRuleFactory.create()
    member = MemberFactory.create(population=60_000, population_year=2025)
    ContactFactory.create(member=member)
    compute_fees(2026, at=NOW.date())
    mark_fee(Fee.objects.get(), Fee.State.SENT, at=NOW.date())

    remind_member(member, 2026, at=NOW)

    assert Fee.objects.get().state == Fee.State.REMINDED


def test_officials_come_before_politicians_and_only_those_with_an_address(db: None) -> None:
    member = MemberFactory.create()
    politician = ContactFactory.create(member=member, kind=Contact.Kind.POLITICAL)
    ContactFactory.create(member=member, email="")
    assert receivers_of(Member.objects.get(pk=member.pk)) == [politician]

    official = ContactFactory.create(member=member)
    assert receivers_of(Member.objects.get(pk=member.pk)) == [official]


def test_member_that_cannot_be_written_to_is_refused(cast: Cast) -> None:
    with pytest.raises(ReminderError):
        remind_member(cast.lulea, 2026, at=NOW)

    response = cast.client(cast.coordinator).post(reverse("ledger_admin:remind", args=[cast.lulea.pk, 2026]))
    assert response.status_code == 302
    assert not Mailing.objects.exists()
