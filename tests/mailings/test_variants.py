"""One mailing, several wordings: who gets which."""

import pytest
from django.db import IntegrityError, transaction

from devservices.smtp_sink import SmtpSink
from mailings.models import Delivery
from mailings.services import MailContent, Recipient, create_mailing, dispatch_due
from tests.mailings.conftest import Clock

pytestmark = pytest.mark.django_db


def words(language: str, variant: str = "") -> MailContent:
    return MailContent(language=language, variant=variant, subject=f"{language}-{variant or 'all'}", text="Hej!")


def test_each_reader_gets_the_wording_of_language_and_variant(mail_to_sink: SmtpSink, clock: Clock) -> None:
    readers = {
        ("sv", ""): "sv-all",
        ("sv", "official"): "sv-official",
        ("sv", "politician"): "sv-all",
        ("en", ""): "en-all",
        ("en", "official"): "en-all",
        ("fi", "official"): "sv-official",
        ("fi", ""): "sv-all",
    }
    create_mailing(
        kind="bulk_wait",
        key="variants",
        label="Nytt",
        contents=[words("sv"), words("sv", "official"), words("en")],
        recipients=[
            Recipient(address=f"{language}.{variant}x@example.org", language=language, variant=variant, reference="1")
            for language, variant in readers
        ],
        at=clock(),
    )
    assert dispatch_due(clock=clock) == len(readers)
    got = {message.recipients[0]: str(message.email["Subject"]) for message in mail_to_sink.messages}
    assert got == {f"{language}.{variant}x@example.org": words for (language, variant), words in readers.items()}
    assert set(Delivery.objects.values_list("variant", flat=True)) == {"", "official", "politician"}


def test_a_mailing_has_one_wording_of_each(clock: Clock) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        create_mailing(
            kind="bulk_wait",
            key="twice",
            label="Nytt",
            contents=[words("sv", "official"), words("sv", "official")],
            recipients=[],
            at=clock(),
        )
