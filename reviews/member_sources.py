"""What members have to review: the parts of their profiles, their contacts and their strategy documents."""

from __future__ import annotations

from collections.abc import Iterator

from wagtail.models import Locale

from members.models import Contact, Member, MemberPage, StrategyDocument
from reviews.models import ReviewKind, Section
from reviews.sources import Subject, register_source


def section_subjects() -> Iterator[Subject]:
    """The parts that each profile has, as its Swedish page tells them."""
    pages = {
        page.member_id: page for page in MemberPage.objects.live().filter(locale=Locale.get_default()).order_by("pk")
    }
    for member in Member.objects.active().prefetch_related("political_bodies"):
        page = pages.get(member.pk)
        parts = {
            Section.FACTS: True,
            Section.POLICY: page is not None and bool(page.policy_text),
            Section.GOVERNANCE: bool(member.political_bodies.all()),
            Section.WORK: page is not None and bool(page.body),
            Section.PLANNING: page is not None and bool(page.health_in_planning),
        }
        for section, is_there in parts.items():
            if is_there:
                yield Subject(
                    kind=ReviewKind.SECTION,
                    model=Member,
                    object_id=member.pk,
                    member_id=member.pk,
                    title=member.name,
                    section=section,
                    reviewed_on=member.last_reviewed_on,
                    reviewed_by=member.last_reviewed_by,
                )


def record_subjects() -> Iterator[Subject]:
    """Contacts and strategy documents. They have no day of their own: the member's counts, if it is later than they."""
    contacts = Contact.objects.of_active_members().select_related("member")
    strategies = StrategyDocument.objects.filter(member__left_on__isnull=True).select_related("member")
    yield from (_record_subject(ReviewKind.CONTACT, contact) for contact in contacts)
    yield from (_record_subject(ReviewKind.STRATEGY, document) for document in strategies)


def _record_subject(kind: ReviewKind, record: Contact | StrategyDocument) -> Subject:
    return Subject(
        kind=kind,
        model=type(record),
        object_id=record.pk,
        member_id=record.member_id,
        title=str(record),
        reviewed_on=record.member.last_reviewed_on,
        reviewed_by=record.member.last_reviewed_by,
        inherits=True,
    )


def register_sources() -> None:
    """Make them known."""
    register_source("sections", section_subjects)
    register_source("records", record_subjects)
