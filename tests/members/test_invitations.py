"""Inviting people by mail: one link, for one address, once, for seven days."""

import datetime
import re
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from devservices.smtp_sink import SmtpSink
from members.inviting import InvitationError, Invitee, invite_person, resend_invitation, withdraw_invitation
from members.models import Representative, RoleInvitation
from tests.factories.accounts import PASSWORD, UserFactory
from tests.factories.cast import Cast

ROLES = RoleInvitation.Role
ANSWER = {"first_name": "Nya", "last_name": "Nilsson", "password1": PASSWORD, "password2": PASSWORD}


def invite(cast: Cast, address: str = "nya@example.org", **changes: Any) -> RoleInvitation:
    facts: dict[str, Any] = {"role": ROLES.EDITOR, "member": cast.trollhattan, "invited_by": cast.coordinator}
    return invite_person(Invitee(address, "Nya"), **(facts | {"at": timezone.now()} | changes))


def link(invitation: RoleInvitation) -> str:
    return reverse("role_invitations:accept", args=[invitation.token])


def test_coordinator_invites_and_the_person_accepts_from_the_mail(cast: Cast, mail_to_sink: SmtpSink) -> None:
    form = {"address": "Nya@Example.org", "first_name": "Nya", "language": "sv", "role": "editor"}
    answer = cast.client(cast.coordinator).post("/admin/invitations/new/", form | {"member": cast.trollhattan.pk})
    assert answer.status_code == 302
    call_command("dispatch", "--once")
    (message,) = (received.email for received in mail_to_sink.messages)
    assert message["To"].endswith("nya@example.org") or "nya@example.org" in message["To"]
    part = message.get_body(("plain",))
    assert part is not None
    text = part.get_content()
    assert "Trollhättan" in text
    found = re.search(r"http\S+/konto/inbjudan/\S+", text)
    assert found is not None
    path = "/konto/inbjudan/" + found[0].rsplit("inbjudan/", 1)[1]

    browser = Client()
    for _look in range(3):
        assert browser.get(path).status_code == 200
    assert not User.objects.filter(email="nya@example.org").exists()
    assert browser.post(path, ANSWER)["Location"] == "/konto/"

    person = User.objects.get(email="nya@example.org")
    assert (person.get_full_name(), person.check_password(PASSWORD)) == ("Nya Nilsson", True)
    assert browser.session["_auth_user_id"] == str(person.pk)
    assert person.groups.get() == cast.trollhattan.editor_group
    assert EmailAddress.objects.get(user=person).verified


@pytest.mark.django_db
def test_token_is_kept_as_a_hash_alone(cast: Cast) -> None:
    invitation = invite(cast)
    stored = [str(value) for value in RoleInvitation.objects.values_list().get(pk=invitation.pk)]

    assert invitation.token not in stored
    assert len(invitation.token) >= 32


@pytest.mark.parametrize(
    ("spoil", "status", "words"),
    [
        ("accept", 410, "accepterats redan"),
        ("withdraw", 410, "återkallats"),
        ("expire", 410, "för gammal"),
        ("forge", 404, "ingen inbjudan"),
        ("resend", 404, "ingen inbjudan"),
    ],
)
def test_link_that_opens_nothing_says_why(cast: Cast, spoil: str, status: int, words: str) -> None:
    invitation = invite(cast)
    path = link(invitation)
    if spoil == "accept":
        Client().post(path, ANSWER)
    elif spoil == "withdraw":
        withdraw_invitation(invitation, at=timezone.now())
    elif spoil == "expire":
        RoleInvitation.objects.update(expires_at=timezone.now() - datetime.timedelta(seconds=1))
    elif spoil == "resend":
        resend_invitation(invitation, at=timezone.now())
    else:
        path = path[:-5] + "AAAA/"
    people = User.objects.count()

    for answer in (Client().get(path), Client().post(path, ANSWER | {"first_name": "Mallory"})):
        assert answer.status_code == status
        assert words in answer.content.decode()
    assert User.objects.count() == people


def test_two_clicks_at_once_make_one_account(cast: Cast) -> None:
    invitation = invite(cast)
    Client().post(link(invitation), ANSWER)
    invitation.refresh_from_db()

    with pytest.raises(InvitationError):
        resend_invitation(invitation, at=timezone.now())
    assert User.objects.filter(email="nya@example.org").count() == 1


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"password2": "något annat helt"}, "inte lika"),
        ({"password1": "kort", "password2": "kort"}, "12 tecken"),
        ({"password1": "", "password2": ""}, "Välj ett lösenord"),
        ({"first_name": ""}, "obligatoriskt"),
    ],
)
def test_bad_answer_says_what_to_mend_and_uses_nothing_up(cast: Cast, change: dict[str, str], words: str) -> None:
    invitation = invite(cast)

    answer = Client().post(link(invitation), ANSWER | change)

    assert answer.status_code == 422
    assert words in answer.content.decode()
    invitation.refresh_from_db()
    assert invitation.accepted_at is None


def test_person_with_an_account_accepts_signed_in_and_nobody_else_can(cast: Cast) -> None:
    invitation = invite(cast, cast.lulea_editor.email)
    before = cast.lulea_editor.password

    assert Client().post(link(invitation), ANSWER).status_code == 403
    assert cast.client(cast.representative).post(link(invitation), ANSWER).status_code == 409
    cast.lulea_editor.refresh_from_db()
    assert cast.lulea_editor.password == before
    answer = cast.client(cast.lulea_editor).post(link(invitation))
    assert answer.status_code == 302
    assert Representative.objects.current().filter(user=cast.lulea_editor).count() == 2


def test_somebody_else_signed_in_cannot_take_a_new_persons_invitation(cast: Cast) -> None:
    invitation = invite(cast)

    assert cast.client(cast.representative).post(link(invitation), ANSWER).status_code == 422
    assert not User.objects.filter(email="nya@example.org").exists()


def test_closed_account_is_not_opened_by_an_invitation(cast: Cast) -> None:
    UserFactory.create(email="stangd@example.org", is_active=False)
    invitation = invite(cast, "stangd@example.org")

    html = Client().get(link(invitation)).content.decode()

    assert "stängt" in html
    assert Client().post(link(invitation), ANSWER).status_code == 403


def test_invitation_as_coordinator_gives_everything(cast: Cast) -> None:
    invitation = invite(cast, role=ROLES.COORDINATOR, member=None)
    Client().post(link(invitation), ANSWER)

    assert User.objects.get(email="nya@example.org").has_perm("members.change_member")


def test_inviting_again_renews_the_open_invitation(cast: Cast) -> None:
    first = link(invite(cast))
    second = link(invite(cast))

    assert first != second
    assert RoleInvitation.objects.count() == 1
    assert (Client().get(first).status_code, Client().get(second).status_code) == (404, 200)


def test_editor_invites_for_the_own_member_alone(cast: Cast) -> None:
    browser = cast.client(cast.trollhattan_editor)
    form = {"address": "nya@example.org", "language": "sv", "role": "representative"}

    assert browser.post("/admin/invitations/new/", form | {"member": cast.lulea.pk}).status_code == 200
    assert browser.post("/admin/invitations/new/", form | {"role": "coordinator", "member": ""}).status_code == 200
    assert not RoleInvitation.objects.exists()
    assert browser.post("/admin/invitations/new/", form | {"member": cast.trollhattan.pk}).status_code == 302
    assert RoleInvitation.objects.get().invited_by == cast.trollhattan_editor


def test_editor_neither_sees_nor_steers_anothers_invitation(cast: Cast) -> None:
    invitation = invite(cast, member=cast.lulea)
    browser = cast.client(cast.trollhattan_editor)

    assert "nya@example.org" not in browser.get("/admin/invitations/").content.decode()
    for action in ("resend", "withdraw"):
        assert browser.post(f"/admin/invitations/{invitation.pk}/{action}/").status_code == 404
    assert invitation.token_hash == RoleInvitation.objects.get().token_hash


def test_representative_may_invite_nobody(cast: Cast) -> None:
    assert cast.client(cast.representative).get("/admin/invitations/").status_code == 302


@pytest.mark.parametrize(("action", "state"), [("withdraw", "withdrawn"), ("resend", "waiting")])
def test_steering_asks_first_and_acts_by_post(cast: Cast, action: str, state: str) -> None:
    invitation = invite(cast)
    path = f"/admin/invitations/{invitation.pk}/{action}/"
    browser = cast.client(cast.coordinator)

    assert invitation.address in browser.get(path).content.decode()
    assert RoleInvitation.objects.get().token_hash == invitation.token_hash
    browser.post(path)

    found = RoleInvitation.objects.get()
    assert found.state_at(timezone.now()) == state
    assert (found.token_hash == invitation.token_hash) == (action == "withdraw")


@pytest.mark.parametrize("rows", [1, 3])
def test_list_asks_the_database_the_same_whatever_its_length(
    cast: Cast, rows: int, django_assert_num_queries: Any
) -> None:
    for number in range(rows):
        invite(cast, f"nya{number}@example.org")
    browser = cast.client(cast.coordinator)
    browser.get("/admin/invitations/")

    with django_assert_num_queries(13):
        html = browser.get("/admin/invitations/").content.decode()

    assert html.count("Väntar på svar") == rows


def test_bad_address_is_refused_at_entry(cast: Cast) -> None:
    form = {"address": "a@example.org\nBcc: b@example.org", "language": "sv", "role": "coordinator"}

    assert cast.client(cast.coordinator).post("/admin/invitations/new/", form).status_code == 200
    assert not RoleInvitation.objects.exists()
