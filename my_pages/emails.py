"""The digest: what a person chose to be told together."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from django.conf import settings
from django.urls import NoReverseMatch, reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.links import public_url, site_address
from mailings.kinds import MailKind, Priority, UncertainPolicy, kind_labels, register
from mailings.models import Mailing, Notice
from mailings.services import Recipient, create_mailing, make_content

DIGEST_KIND = "notice_digest"
# Where a line of the digest leads. No link of a digest carries a secret: whoever chose it can sign in.
PLACES = {
    "review_request": "my_pages:reviews",
    "review_coordinator": "reviews_admin:board",
    "meeting_reminder": "my_pages:meetings",
    "page_submitted": "my_pages:waiting",
    "page_sent_back": "my_pages:waiting",
    "page_approved": "my_pages:member",
    "page_comment": "my_pages:member",
}
ELSEWHERE = ("my_pages:waiting", "my_pages:start")


def register_kinds() -> None:
    """Make the digest known to the outbox. It holds what was chosen, so it cannot be turned off itself."""
    register(
        MailKind(
            name=DIGEST_KIND,
            label=_("Digest"),
            priority=Priority.TRANSACTIONAL,
            uncertain=UncertainPolicy.RETRY_ONCE,
            is_personal=True,
            because=_("you chose to be told this together, under My pages"),
        )
    )


def place_of(kind: str) -> str:
    """The absolute address of the page for notices of a kind, in the active language."""
    for name in (PLACES.get(kind, ""), *ELSEWHERE):
        try:
            return public_url(reverse(name))
        except NoReverseMatch:
            continue
    return site_address()


def send_digest(user: User, notices: Sequence[Notice], *, at: datetime.datetime) -> Mailing:
    """Write one person's digest of these notices. Its key is that of the first: it stands in no other digest."""
    language = user.language or settings.LANGUAGE_CODE
    with translation.override(language):
        labels = kind_labels()
        context = {
            "choice_url": public_url(reverse("my_pages:notices")),
            "number": len(notices),
            "lines": [
                {"subject": notice.subject, "kind": labels.get(notice.kind, ""), "url": place_of(notice.kind)}
                for notice in notices
            ],
        }
    content = make_content("notice-digest", kind=DIGEST_KIND, language=language, context=context)
    return create_mailing(
        kind=DIGEST_KIND,
        key=f"digest-{notices[0].pk}",
        label=content.subject,
        contents=[content],
        recipients=[Recipient(user.email, name=user.get_full_name(), language=language)],
        at=at,
    )
