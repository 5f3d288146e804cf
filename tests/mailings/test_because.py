"""Why somebody gets a mail."""

from django.utils.translation import override

from mailings import kinds
from mailings.kinds import MailKind, Priority, UncertainPolicy
from mailings.services import MailContent, Recipient, create_mailing
from tests.mailings.conftest import Clock, Write


def test_a_person_has_a_reason_of_their_own(db: None, clock: Clock) -> None:
    mailing = create_mailing(
        kind="urgent",
        key="because",
        label="Möte",
        contents=[MailContent(language="sv", subject="Möte", text="Du får mejlet för att %%because%%.")],
        recipients=[Recipient("anna@example.org", because="du är kontaktperson\r\nför Luleå")],
        at=clock(),
    )
    assert mailing.deliveries.get().because == "du är kontaktperson för Luleå"


def test_the_kind_says_it_for_everybody_else(write: Write) -> None:
    mailing = write("anna@example.org", kind="urgent")
    assert mailing.deliveries.get().because == ""
    kinds.register(
        MailKind(name="urgent", priority=Priority.BULK, uncertain=UncertainPolicy.WAIT, because="you asked for it")
    )
    assert mailing.deliveries.get().because == "you asked for it"


def test_mail_about_the_account_says_so_in_the_reader_s_language(write: Write) -> None:
    delivery = write("anna@example.org", kind="account").deliveries.get()
    with override("sv"):
        assert delivery.because.startswith("någon, vi hoppas du,")


def test_a_kind_that_is_gone_gives_no_reason(write: Write) -> None:
    mailing = write("anna@example.org", kind="urgent")
    kinds._kinds.pop("urgent")
    assert mailing.deliveries.get().because == ""
