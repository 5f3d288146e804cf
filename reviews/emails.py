"""The mails of this app: what stands in each, and what the outbox promises for it."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.links import public_url
from mailings.kinds import MailKind, Priority, UncertainPolicy, register
from mailings.services import Recipient, create_mailing, make_content
from members.models import Member
from reviews.models import Review, ReviewRequest

REQUEST_KIND = "review_request"
COORDINATOR_KIND = "review_coordinator"


def register_kinds() -> None:
    """Make this app's mails known to the outbox."""
    register(
        MailKind(
            name=REQUEST_KIND,
            label=_("Request for a review"),
            priority=Priority.TRANSACTIONAL,
            uncertain=UncertainPolicy.RETRY_ONCE,
            merge=merge_requests,
            because=_("you are a contact of one of the network's members"),
            may_wait=True,
        )
    )
    register(
        MailKind(
            name=COORDINATOR_KIND,
            label=_("Reviews that nobody answered"),
            priority=Priority.TRANSACTIONAL,
            uncertain=UncertainPolicy.RETRY_ONCE,
            because=_("you are the network's coordinator"),
            is_compulsory=False,
            may_wait=True,
            concerns=lambda user: user.has_perm("reviews.change_review"),
        )
    )


def merge_requests(references: Sequence[str]) -> dict[str, dict[str, str] | None]:
    """Each request's own link, by reference; made when the mail is sent, so that no token is stored. None where the
    person is no contact any more."""
    requests = ReviewRequest.objects.filter(pk__in=[int(reference) for reference in references])
    values: dict[str, dict[str, str] | None] = {}
    for request in requests.select_related("contact"):
        if request.contact is None:
            values[str(request.pk)] = None
            continue
        with translation.override(request.contact.language):
            url = public_url(reverse("reviews:still-right", args=[request.token]))
        values[str(request.pk)] = {"review_url": url}
    return values


def send_request(request: ReviewRequest, reviews: Sequence[Review], *, at: datetime.datetime) -> None:
    """Ask one contact whether these are still right."""
    contact = request.contact
    if contact is None:
        return
    content = make_content(
        "review-due",
        kind=REQUEST_KIND,
        language=contact.language,
        context={"member": request.member, "reviews": reviews, "is_escalated": request.step == Review.Step.OTHER},
    )
    create_mailing(
        kind=REQUEST_KIND,
        key=f"review-request-{request.pk}",
        label=content.subject,
        contents=[content],
        recipients=[
            Recipient(address=contact.email, name=contact.name, language=contact.language, reference=str(request.pk))
        ],
        at=at,
    )


def tell_coordinators(
    member: Member, reviews: Sequence[Review], *, coordinators: Sequence[User], at: datetime.datetime
) -> None:
    """Tell the coordinators what nobody at the member has answered."""
    if not coordinators:
        return
    context = {"member": member, "reviews": reviews, "board_url": public_url(reverse("reviews_admin:board"))}
    languages = {user.language or settings.LANGUAGE_CODE for user in coordinators}
    contents = [
        make_content("review-coordinator", kind=COORDINATOR_KIND, language=language, context=context)
        for language in sorted(languages)
    ]
    create_mailing(
        kind=COORDINATOR_KIND,
        key=f"review-coordinator-{member.pk}-{min(review.pk for review in reviews)}-{at.date().isoformat()}",
        label=contents[0].subject,
        contents=contents,
        recipients=[
            Recipient(address=user.email, name=user.get_full_name(), language=user.language or settings.LANGUAGE_CODE)
            for user in coordinators
        ],
        at=at,
    )
