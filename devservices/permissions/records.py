"""What is kept in rows: answers to meetings, invitations, mails, reviews, the ledger, subscribers, applications."""

from __future__ import annotations

import datetime
from decimal import Decimal

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.utils import timezone

from accounts.models import User
from core.personal_data import Person
from core.tokens import hash_token, issue_token
from devservices.permissions.content import Keys, secret
from devservices.permissions.secrets import canary
from ledger.models import Application, Fee, Membership, YearlyReport
from mailings.apps import ACCOUNT_KIND
from mailings.kinds import Priority
from mailings.models import Delivery, Mailing, MailingContent
from meetings.models import (
    CalendarKey,
    ChosenPerson,
    Invitation,
    Meeting,
    MeetingDocument,
    MeetingKind,
    Registration,
    SeatClaim,
)
from meetings.services import make_calendar_key
from members.models import Contact, Member, MemberImport, RoleInvitation
from newsletters.links import set_hashes
from newsletters.models import ReaderList, Subscriber, SubscriberImport
from newsletters.models.subscriber import MANAGE
from privacy.models import ErasureRequest
from projects.models import Adoption, ProjectPage
from reviews.models import Review, ReviewRequest

NOW = datetime.datetime(2026, 11, 1, 12, tzinfo=datetime.UTC)
FUTURE = datetime.datetime(2099, 3, 1, 12, tzinfo=datetime.UTC)
YEAR = 2026


def address(side: str, kind: str) -> str:
    """A mail address that is a secret."""
    return f"hemlig@{canary(side, kind)}.example.org"


def make_meeting(side: str, member: Member | None, person: User | None) -> Keys:
    """Announce a meeting for one member's contact (or keep one of the network as a draft), with an answer."""
    kind, _created = MeetingKind.objects.get_or_create(
        key="strategmote", defaults={"name_sv": "Strategmöte", "name_en": "Strategists' meeting"}
    )
    meeting = Meeting.objects.create(
        kind=kind,
        title_sv=f"Möte {side}" if member else secret(side, "meeting"),
        starts_at=FUTURE,
        ends_at=FUTURE + datetime.timedelta(hours=2),
        online_link=f"https://mote.example.org/{canary(side, 'link')}",
        audience=Meeting.Audience.POLITICAL,
        state=Meeting.State.ANNOUNCED if member else Meeting.State.DRAFT,
        announced_at=NOW if member else None,
    )
    document = MeetingDocument.objects.create(
        meeting=meeting,
        title=secret(side, "paper"),
        file=ContentFile(secret(side, "paperfile").encode(), name="handling.txt"),
    )
    invitation = make_invitation(side, meeting, member, person)
    guest = ChosenPerson.objects.create(
        meeting=meeting, name=secret(side, "chosen"), address=address(side, "chosenaddress"), chosen_at=NOW
    )
    return {
        "meeting": str(meeting.pk), "meeting_slug": meeting.slug, "meeting_kind": str(kind.pk),
        "meeting_document": str(document.pk), "meeting_document_uuid": str(document.key),
        "invitation": str(invitation.pk), "answer_token": invitation.token,
        "seat_token": make_seat(invitation), "chosen_person": str(guest.pk), "calendar_token": make_feed(person),
        "registration_token": make_registration(side, meeting),
    }  # fmt: skip


def make_invitation(side: str, meeting: Meeting, member: Member | None, person: User | None) -> Invitation:
    """Invite a member's contact, who has answered."""
    invitation = Invitation.objects.create(
        meeting=meeting,
        member=member,
        contact=Contact.objects.filter(member=member, user=person).first() if person else None,
        address=address(side, "answeraddress"),
        name=secret(side, "invited"),
        comment=secret(side, "answer"),
        answer=Invitation.Answer.TENTATIVE,
        answered_at=NOW,
        invited_at=NOW,
    )
    invitation.token_hash = hash_token(invitation.token)
    invitation.save()
    return invitation


def make_registration(side: str, meeting: Meeting) -> str:
    """Let somebody ask to come, who has not confirmed it; gives the token of the page that does."""
    row = Registration.objects.create(
        meeting=meeting, address=address(side, "registeredaddress"), name=secret(side, "registered"), asked_at=NOW
    )
    row.token_hash = hash_token(row.token)
    row.save()
    return row.token


def make_feed(person: User | None) -> str:
    """Give the person a feed of their own; gives the secret in its address, or one that was given to nobody."""
    if person is None:
        return "x" * 32
    key = CalendarKey.objects.filter(user=person).first() or make_calendar_key(person, at=NOW)
    return key.token


def make_seat(invitation: Invitation) -> str:
    """Let an offered seat lapse; gives the token of its page."""
    claim = SeatClaim.objects.create(invitation=invitation, state=SeatClaim.State.LAPSED, since=NOW)
    claim.token_hash = hash_token(claim.token)
    claim.save()
    return claim.token


def make_role_invitation(side: str, member: Member | None, inviter: User) -> Keys:
    """Invite somebody to a role."""
    role = RoleInvitation.Role.REPRESENTATIVE if member else RoleInvitation.Role.COORDINATOR
    invitation = RoleInvitation(
        address=address(side, "inviteeaddress"), last_name=secret(side, "invitee"), role=role, member=member,
        invited_by=inviter, sent_at=NOW, expires_at=FUTURE,
    )  # fmt: skip
    invitation.save()
    invitation.renew(at=NOW)
    RoleInvitation.objects.filter(pk=invitation.pk).update(expires_at=FUTURE)
    return {"role_invitation": str(invitation.pk), "role_token": invitation.token}


def make_mailing(side: str, sender: User) -> Keys:
    """A mail that was written by somebody, to an address."""
    mailing = Mailing.objects.create(
        kind=ACCOUNT_KIND.name, key=f"secret-{side}", label=secret(side, "mailing"), priority=Priority.TRANSACTIONAL,
        state=Mailing.State.DONE, created_by=sender, created_at=NOW, finished_at=NOW,
    )  # fmt: skip
    MailingContent.objects.create(
        mailing=mailing, language="sv", subject=secret(side, "subject"), text=secret(side, "mailtext")
    )
    delivery = Delivery.objects.create(
        mailing=mailing, address=address(side, "receiveraddress"), name=secret(side, "receiver"),
        state=Delivery.State.ACCEPTED, next_attempt_at=NOW, accepted_at=NOW,
        message_id=f"<{side}@secret.example.org>",
    )  # fmt: skip
    received = Delivery.objects.create(
        mailing=mailing, address=sender.email, state=Delivery.State.ACCEPTED, next_attempt_at=NOW, accepted_at=NOW,
        message_id=f"<own-{side}@secret.example.org>",
    )  # fmt: skip
    return {"mailing": str(mailing.pk), "delivery": str(delivery.pk), "own_delivery": str(received.pk)}


def make_review(side: str, member: Member, draft: ProjectPage, person: User) -> Keys:
    """A review that is due, and the mail that asks for it."""
    review, _created = Review.objects.update_or_create(
        content_type=ContentType.objects.get_for_model(ProjectPage), object_id=draft.pk, section="",
        defaults={
            "kind": "practice", "member": member, "title": secret(side, "review"), "known_since": NOW.date(),
            "due_on": NOW.date(), "reviewed_by": secret(side, "reviewer"),
        },
    )  # fmt: skip
    contact = Contact.objects.filter(member=member, user=person).first()
    request = ReviewRequest.objects.create(member=member, contact=contact, step=Review.Step.OWNER, created_at=NOW)
    request.reviews.add(review)
    request.token_hash = hash_token(request.token)
    request.save()
    return {"review": str(review.pk), "review_token": request.token}


def make_ledger(side: str, member: Member) -> Keys:
    """A letter of intent, a report and a fee; what the network knows about a member."""
    membership, _created = Membership.objects.get_or_create(member=member)
    membership.letter_file = ContentFile(secret(side, "letterfile").encode(), name="avsikt.txt")
    membership.link_url = f"https://medlem.example.org/{canary(side, 'ledgerlink')}"
    membership.save()
    report, _created = YearlyReport.objects.update_or_create(
        member=member, year=YEAR,
        defaults={
            "received_on": NOW.date(),
            "file": ContentFile(secret(side, "reportfile").encode(), name="rapport.txt"),
        },
    )  # fmt: skip
    fee, _created = Fee.objects.update_or_create(
        member=member, year=YEAR, defaults={"amount": Decimal(15_000), "computed_on": NOW.date()}
    )
    return {"report": str(report.pk), "fee": str(fee.pk), "year": str(YEAR)}


def make_adoption(member: Member, practice: ProjectPage) -> Keys:
    """Tell that a member has taken up a practice that everybody may read."""
    adoption = Adoption.objects.create(
        practice=practice, member=member, state=Adoption.State.PILOTING, since=NOW.date(), state_since=NOW.date()
    )
    return {"adoption": str(adoption.pk)}


def make_network_rows(coordinator: User) -> Keys:
    """Whoever subscribes, applies, and is on a list that waits to be brought in."""
    subscriber = Subscriber(
        address=address("n", "subscriber"), name=secret("n", "subscribername"), state=Subscriber.State.CONFIRMED,
        consent_wording="Ja.", consent_source="page", consented_at=NOW, confirmed_at=NOW, nonce="n" * 32,
    )  # fmt: skip
    subscriber.save()
    set_hashes(subscriber)
    subscriber.save()
    listed = SubscriberImport.objects.create(
        filename="lista.csv", content=f"epost\n{address('n', 'imported')}\n".encode(), consent_wording="Ja.",
        created_by=coordinator, created_at=NOW,
    )  # fmt: skip
    reader_list = ReaderList.objects.create(
        name=secret("n", "readerlist"), consent_wording="Ja.", source="lista.csv", stated_by=coordinator, stated_at=NOW
    )
    reader_list.readers.create(address=address("n", "listed"), name=secret("n", "listedname"))
    application = Application.objects.create(
        kind="municipality", name="Uppsala", code="0380", contact_name=secret("n", "applicant"),
        address=address("n", "applicantaddress"), reason=secret("n", "reason"), created_at=NOW,
        state=Application.State.CONFIRMED, confirmed_at=NOW,
    )  # fmt: skip
    application.token_hash = hash_token(application.token)
    application.save()
    return {
        "subscriber": str(subscriber.pk), "subscriber_import": str(listed.pk), "reader_list": str(reader_list.pk),
        "application": str(application.pk),
        "application_token": application.token,
        "subscriber_token": issue_token(MANAGE, subscriber.pk, subscriber.nonce),
    }  # fmt: skip


def make_sign_in(user: User) -> Keys:
    """A device that the person is signed in on, and a passkey."""
    session = UserSession.objects.create(
        user=user, ip="192.0.2.7", user_agent=canary_of(user), session_key=f"secret-{user.pk}", last_seen_at=NOW
    )
    passkey = Authenticator.objects.create(
        user=user, type=Authenticator.Type.WEBAUTHN, data={"name": canary_of(user), "credential": {}}
    )
    return {"user_session": str(session.pk), "passkey": str(passkey.pk)}


def make_erasure(side: str) -> Keys:
    """Somebody who asked to be erased; what is left to do says who."""
    person = Person(
        addresses=frozenset({address(side, "erasedaddress")}),
        names=frozenset({secret(side, "erased")}),
        is_vouched=True,
    )
    asked = ErasureRequest.objects.create(
        source=ErasureRequest.Source.COORDINATOR, check_made=ErasureRequest.Check.CALLED, asked_at=NOW,
        person=person.as_json(),
    )  # fmt: skip
    return {"erasure": asked.reference}


def make_member_list(coordinator: User) -> None:
    """A list of members that waits to be confirmed by whom it was uploaded."""
    MemberImport.objects.create(
        filename=f"{canary('n', 'memberlist')}.csv", content=secret("n", "listcontent").encode(),
        rows=[], fingerprint="f" * 64, created_by=coordinator, created_at=timezone.now(),
    )  # fmt: skip


def canary_of(user: User) -> str:
    """The canary that stands in the person's name."""
    return user.last_name
