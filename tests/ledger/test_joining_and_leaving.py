"""From the public form to a member with a profile; and the way out."""

import datetime
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from ledger.models import Application, NoticeRule, OnboardingTask
from ledger.services import (
    ApplicationError,
    NoticeError,
    accept,
    confirm_application,
    decline,
    delete_unconfirmed,
    end_memberships,
    give_notice,
    welcome_member,
    withdraw_notice,
)
from mailings.models import Delivery, Mailing
from members.models import Member, MemberPage
from tests.factories.cast import Cast
from tests.factories.ledger import ApplicationFactory, with_token
from tests.factories.members import MemberFactory

NOW = datetime.datetime(2026, 3, 2, 12, tzinfo=datetime.UTC)
FORM = {
    "kind": "municipality", "name": "Uppsala", "code": "0380", "contact_name": "Sara Hedman",
    "address": "Sara.Hedman@Uppsala.example.org", "reason": "Vi vill lära.",
}  # fmt: skip
URL = "/bli-medlem/ansok/"


@pytest.fixture(autouse=True)
def no_counts(db: None) -> None:
    cache.clear()


def test_application_asks_for_confirmation_and_counts_only_after_it(client: Client) -> None:
    assert client.get(URL).status_code == 200
    response = client.post(URL, FORM)

    application = Application.objects.get()
    assert response["Location"].endswith("/tack/")
    assert (application.state, application.address) == ("unconfirmed", "sara.hedman@uppsala.example.org")
    assert Delivery.objects.get().address == "sara.hedman@uppsala.example.org"
    link = reverse("ledger:confirm", args=[application.token])
    assert client.get(link).status_code == 200
    application.refresh_from_db()
    assert application.state == "unconfirmed"

    for _ in range(2):
        assert client.post(link).status_code == 200
    application.refresh_from_db()
    assert application.state == "confirmed"
    assert application.token not in str(Mailing.objects.get().contents.get().text)


def test_same_answer_for_an_address_that_asked_a_moment_ago(client: Client) -> None:
    answers = [client.post(URL, FORM) for _ in range(2)]

    assert {(answer.status_code, answer["Location"]) for answer in answers} == {(302, f"{URL}tack/")}
    assert Mailing.objects.count() == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"code": "9999"}, {"code": "03"}, {"kind": "region"}, {"name": ""}, {"address": "a@example.org\nBcc: b@x.org"},
        {"contact_name": "Sara\nHedman"}, {"address": "not an address"},
    ],
)  # fmt: skip
def test_bad_application_is_said_and_nothing_kept(changes: dict[str, str], client: Client) -> None:
    response = client.post(URL, FORM | changes)

    assert response.status_code == 422
    assert "errorlist" in response.content.decode()
    assert not Application.objects.exists()


def test_machine_that_fills_in_the_trap_is_thanked_and_forgotten(client: Client) -> None:
    assert client.post(URL, FORM | {"website": "https://spam.example"}).status_code == 302
    assert not Application.objects.exists()


def test_many_applications_from_one_place_are_stopped(client: Client) -> None:
    answers = [client.post(URL, FORM | {"address": f"a{n}@example.org"}).status_code for n in range(6)]

    assert answers == [302] * 5 + [429]


@pytest.mark.parametrize(("hours", "holds"), [(47, True), (49, False)])
def test_link_holds_for_48_hours(hours: int, holds: bool) -> None:
    application = with_token(ApplicationFactory.create(state="unconfirmed", created_at=NOW))

    if holds:
        assert confirm_application(application.token, at=NOW + datetime.timedelta(hours=hours)).state == "confirmed"
    else:
        with pytest.raises(ApplicationError):
            confirm_application(application.token, at=NOW + datetime.timedelta(hours=hours))


def test_forged_link_opens_nothing(client: Client) -> None:
    assert client.post(reverse("ledger:confirm", args=["x" * 32])).status_code == 404


def test_what_nobody_confirms_is_deleted_after_seven_days() -> None:
    ApplicationFactory.create(state="unconfirmed", created_at=NOW)
    kept = ApplicationFactory.create(state="confirmed", created_at=NOW)

    assert delete_unconfirmed(now=NOW + datetime.timedelta(days=8)) == 1
    assert list(Application.objects.all()) == [kept]


def test_coordinator_accepts_ticks_off_and_makes_the_member(cast: Cast) -> None:
    application = ApplicationFactory.create()
    browser = cast.client(cast.coordinator)
    url = reverse("ledger_admin:application", args=[application.pk])

    browser.post(url, {"action": "accept", "note": "Styrelsen 2026-03-02, § 4"})
    application.refresh_from_db()
    assert (application.state, application.decided_by) == ("accepted", cast.coordinator)
    assert "§ 4" in Mailing.objects.get().contents.get().text
    assert application.steps.count() == OnboardingTask.objects.count() > 0

    step = application.steps.all()[0]
    browser.post(url, {"action": "steps", "step": [str(step.pk)]})
    step.refresh_from_db()
    assert step.done_by == cast.coordinator

    for _ in range(2):
        browser.post(url, {"action": "welcome"})
    member = Member.objects.get(code="0380")
    assert MemberPage.objects.get(member=member).live
    assert member.county_name == "Uppsala län"
    assert member.member_since == timezone.localdate().year
    assert [contact.email for contact in member.contacts.all()] == [application.address]


def test_declined_application_is_told_once_and_becomes_no_member(cast: Cast) -> None:
    application = ApplicationFactory.create()

    decline(application, at=NOW, by=cast.coordinator)

    with pytest.raises(ApplicationError):
        accept(application, at=NOW, by=cast.coordinator)
    with pytest.raises(ApplicationError):
        welcome_member(application, at=NOW)
    assert Mailing.objects.count() == 1


def test_code_of_a_member_makes_no_second_one(cast: Cast) -> None:
    application = ApplicationFactory.create(code="2580", state="accepted")

    with pytest.raises(ApplicationError):
        welcome_member(application, at=NOW)


def test_unconfirmed_application_is_not_shown(cast: Cast) -> None:
    application = ApplicationFactory.create(state="unconfirmed")
    browser = cast.client(cast.coordinator)

    assert browser.get(reverse("ledger_admin:application", args=[application.pk])).status_code == 404
    assert "Uppsala" not in browser.get(reverse("ledger_admin:applications")).content.decode()


@pytest.mark.parametrize(
    ("months", "at_years_end", "notice", "last"),
    [
        (0, True, (2026, 3, 2), (2026, 12, 31)),
        (6, True, (2026, 6, 30), (2026, 12, 31)),
        (6, True, (2026, 7, 1), (2027, 12, 31)),
        (3, False, (2026, 11, 30), (2027, 2, 28)),
        (0, True, (2026, 12, 31), (2026, 12, 31)),
    ],
)
def test_last_day_follows_the_rule(
    months: int, at_years_end: bool, notice: tuple[int, int, int], last: tuple[int, int, int]
) -> None:
    NoticeRule.objects.create(valid_from=datetime.date(2026, 1, 1), months=months, at_years_end=at_years_end)

    membership = give_notice(MemberFactory.create(), notice_on=datetime.date(*notice))

    assert membership.leaves_on == datetime.date(*last)


def test_member_leaves_when_its_last_day_has_passed_and_only_once() -> None:
    member = MemberFactory.create()
    give_notice(member, notice_on=datetime.date(2026, 3, 2))

    assert end_memberships(today=datetime.date(2026, 12, 31)) == 0
    assert end_memberships(today=datetime.date(2027, 1, 1)) == 1
    assert end_memberships(today=datetime.date(2027, 1, 2)) == 0
    member.refresh_from_db()
    assert member.left_on == datetime.date(2026, 12, 31)
    with pytest.raises(NoticeError):
        give_notice(member, notice_on=datetime.date(2027, 2, 1))


def test_notice_can_be_taken_back(cast: Cast) -> None:
    browser = cast.client(cast.coordinator)
    url = reverse("ledger_admin:member", args=[cast.lulea.pk, 2026])

    browser.post(url, {"form": "notice", "notice-notice_on": "2026-03-02"})
    assert "2026-12-31" in browser.get(url).content.decode()
    withdraw_notice(cast.lulea)

    assert end_memberships(today=datetime.date(2028, 1, 1)) == 0


def test_day_before_any_rule_is_refused() -> None:
    NoticeRule.objects.all().delete()

    with pytest.raises(NoticeError):
        give_notice(MemberFactory.create(), notice_on=datetime.date(2026, 3, 2))


def test_public_form_in_english(client: Client, settings: Any) -> None:
    client.post("/en" + URL, FORM)

    assert Application.objects.get().language == "en"
    assert Mailing.objects.get().contents.get().language == "en"
