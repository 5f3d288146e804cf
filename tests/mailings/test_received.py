"""A person sees which mails the portal has sent, and why: at verified addresses only."""

import datetime

import pytest
from allauth.account.models import EmailAddress
from django.core.cache import cache
from django.core.mail import EmailMessage
from django.test import Client
from django.utils import timezone

from accounts.addresses import vouch_for_address
from accounts.models import User
from mailings.models import Delivery, Mailing
from mailings.services import MailContent, Recipient, create_mailing
from mailings.services.retention import forget_people
from tests.factories.accounts import UserFactory

State = Delivery.State
PAGE = "/konto/mejl/"


@pytest.fixture
def rut(db: None) -> User:
    user = UserFactory.create(email="rut@example.org")
    vouch_for_address(user)
    return user


@pytest.fixture
def reader(rut: User) -> Client:
    client = Client()
    client.force_login(rut)
    return client


def mail(address: str, subject: str, *, because: str = "", **fields: object) -> Mailing:
    mailing = create_mailing(
        kind="newsletter",
        key=f"received-{subject}",
        label=f"label of {subject}",
        contents=[MailContent(language="sv", subject=subject, text="Hej", html="<p>Hej</p>")],
        recipients=[Recipient(address, because=because)],
        at=timezone.now(),
    )
    mailing.deliveries.update(**fields)
    return mailing


def test_each_mail_says_what_became_of_it_and_why(reader: Client) -> None:
    mail("rut@example.org", "Vintern", state=State.ACCEPTED, accepted_at=timezone.now())
    mail("rut@example.org", "Inbjudan", because="du företräder Luleå", state=State.UNCERTAIN)
    mail("rut@example.org", "Hälsningar", state=State.FAILED)
    page = reader.get(PAGE).content.decode()
    for words in (
        "Vintern",
        "du prenumererar på nyhetsbrevet",
        '<span lang="sv">du företräder Luleå</span>',
        "vi vet inte om det kom fram",
        "Kunde inte levereras",
    ):
        assert words in page
    assert "you subscribe to the newsletter" in reader.get(f"/en{PAGE}").content.decode()


def test_mail_to_others_is_not_seen(reader: Client) -> None:
    mail("rutger@example.org", "Rutgers")
    mail("anna@example.org", "Annas")
    page = reader.get(PAGE).content.decode()
    assert "Rutgers" not in page
    assert "Annas" not in page
    assert "Portalen har inte skickat något mejl till dig" in page


def test_an_address_that_is_only_claimed_shows_nothing(reader: Client, rut: User) -> None:
    mail("chef@example.org", "Hemligt")
    EmailAddress.objects.create(user=rut, email="chef@example.org", verified=False)
    assert "Hemligt" not in reader.get(PAGE).content.decode()
    # Nor does making it the account's own address help.
    User.objects.filter(pk=rut.pk).update(email="chef@example.org")
    assert "Hemligt" not in reader.get(PAGE).content.decode()
    EmailAddress.objects.filter(email="chef@example.org").update(verified=True)
    assert "Hemligt" in reader.get(PAGE).content.decode()


def test_what_is_not_sent_yet_or_never_was_is_not_told(reader: Client) -> None:
    for number, state in enumerate((Mailing.State.SCHEDULED, Mailing.State.DRAFT, Mailing.State.EXPANDING)):
        Mailing.objects.filter(pk=mail("rut@example.org", f"Senare{number}").pk).update(state=state)
    mail("rut@example.org", "Inställt", state=State.CANCELLED)
    mail("rut@example.org", "Försent", state=State.EXPIRED)
    page = reader.get(PAGE).content.decode()
    for subject in ("Senare", "Inställt", "Försent"):
        assert subject not in page


def test_markers_do_not_show(reader: Client) -> None:
    mail("rut@example.org", "Hej %%name%%")
    page = reader.get(PAGE).content.decode()
    assert "label of Hej" in page


def test_after_ninety_days_it_is_gone(reader: Client) -> None:
    mailing = mail("rut@example.org", "Vintern", state=State.ACCEPTED)
    Mailing.objects.filter(pk=mailing.pk).update(state="done", finished_at=timezone.now() - datetime.timedelta(days=91))
    forget_people(now=timezone.now())
    assert "Vintern" not in reader.get(PAGE).content.decode()


@pytest.mark.parametrize("rows", [1, 3, 200])
def test_the_page_costs_the_same_however_long(
    reader: Client, rows: int, django_assert_num_queries: pytest.FixtureRequest
) -> None:
    for number in range(rows):
        mail("rut@example.org", f"Nummer {number}")
    reader.get(PAGE)
    with django_assert_num_queries(11):  # type: ignore[operator]
        page = reader.get(PAGE).content.decode()
    assert page.count("Nummer ") == min(rows, 25)


def test_whoever_has_not_shown_the_address_gets_a_link(
    db: None, client: Client, mailoutbox: list[EmailMessage]
) -> None:
    client.force_login(UserFactory.create(email="nils@example.org"))
    mail("nils@example.org", "Vintern", state=State.ACCEPTED)
    page = client.get(PAGE).content.decode()
    assert "Vintern" not in page
    assert "/konto/adress/" in page
    client.post("/konto/adress/", headers={"host": "localhost"})
    [message] = mailoutbox
    assert message.to == ["nils@example.org"]
    [link] = [word for word in str(message.body).split() if "/adress/" in word]
    path = link.removeprefix("http://127.0.0.1:8000")
    assert path.startswith("/konto/adress/")
    assert client.get(f"{path[:-2]}x/").status_code == 404
    assert "Är det här din adress?" in client.get(path).content.decode()
    assert "Vintern" not in client.get(PAGE).content.decode()
    client.post(path)
    assert "Vintern" in client.get(PAGE).content.decode()


def test_links_are_not_sent_without_end(db: None, client: Client, mailoutbox: list[EmailMessage]) -> None:
    client.force_login(UserFactory.create(email="nils@example.org"))
    cache.clear()
    for _number in range(6):
        client.post("/konto/adress/")
    assert len(mailoutbox) == 3
    assert client.get("/konto/adress/").status_code == 405
    assert Client().post("/konto/adress/").headers["Location"].startswith("/konto/login/")
