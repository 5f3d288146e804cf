"""A restored backup starts with sending off: what it holds as waiting may have left since (docs/operations.md)."""

import pytest
from django.core.management import call_command

from devservices.smtp_sink import SmtpSink
from mailings.models import Delivery
from mailings.services import dispatch_due
from tests.mailings.conftest import Clock, Write

State = Delivery.State


def test_nothing_leaves_until_a_person_turns_it_on(
    write: Write, mail_to_sink: SmtpSink, clock: Clock, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("dispatch", "--off")
    mailing = write("a@example.org")
    write("b@example.org", kind="urgent")
    assert dispatch_due(clock=clock) == 0
    call_command("dispatch", "--once")
    assert mail_to_sink.recipients == []
    assert mailing.deliveries.get().state == State.QUEUED
    call_command("mail_status")
    assert "turned off" in capsys.readouterr().out
    call_command("dispatch", "--on")
    assert dispatch_due(clock=clock) == 2


def test_what_was_being_handed_over_when_the_backup_was_made_is_uncertain(
    write: Write, mail_to_sink: SmtpSink, clock: Clock
) -> None:
    mailing = write("a@example.org", "b@example.org")
    row = mailing.deliveries.order_by("pk").first()
    assert row is not None
    # As a dump shows it: a sender of another machine holds the row, and neither its row nor its journal is here.
    Delivery.objects.filter(pk=row.pk).update(state=State.CLAIMED, owner="gone", epoch=1)
    clock.move(hours=1)
    dispatch_due(clock=clock)
    row.refresh_from_db()
    assert row.state == State.UNCERTAIN
    assert mail_to_sink.recipients == ["b@example.org"]
