"""A role that ends, or an invitation that is taken back, between the announcement and the mail."""

from mailings.models import Delivery
from meetings import services
from meetings.models import Meeting
from members.models import Contact
from tests.meetings.conftest import NOW, Drain


def test_who_is_no_contact_any_more_gets_no_invitation_and_the_others_get_theirs(
    announced: Meeting, people: list[Contact], drain: Drain
) -> None:
    people[1].delete()
    assert sorted(mail.recipients[0] for mail in drain(NOW)) == ["asa@example.org", "carin@example.org"]
    withheld = Delivery.objects.get(address="bo@example.org")
    assert withheld.state == Delivery.State.SUPPRESSED
    assert "no part in it any more" in withheld.reply


def test_who_was_taken_back_before_the_mail_left_gets_the_cancellation_alone(announced: Meeting, drain: Drain) -> None:
    services.remove_attendee(announced.invitations.get(address="bo@example.org"), at=NOW)
    to_bo = [mail for mail in drain(NOW) if mail.recipients == ("bo@example.org",)]
    assert [mail.email.get_content_type() for mail in to_bo] == ["multipart/mixed"]
    calendar = next(part for part in to_bo[0].email.walk() if part.get_content_type() == "text/calendar")
    assert calendar.get_param("method") == "CANCEL"


def test_a_guest_without_a_member_is_invited_all_the_same(announced: Meeting, drain: Drain) -> None:
    services.add_guest(announced, address="gast@example.org", name="Gäst", at=NOW)
    assert "gast@example.org" in {mail.recipients[0] for mail in drain(NOW)}
