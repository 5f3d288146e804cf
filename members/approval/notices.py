"""The mails of approval and of comments: one for each event, through the outbox, in the receiver's language."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, TaskState

from accounts.models import User
from core.links import public_url
from mailings.kinds import MailKind, Priority, UncertainPolicy, register
from mailings.services import MailContent, Recipient, create_mailing, make_content
from members.approval.people import may_approve, may_change, may_write

SUBMITTED_KIND, APPROVED_KIND, SENT_BACK_KIND = "page_submitted", "page_approved", "page_sent_back"
COMMENT_KIND = "page_comment"
FOLDERS = {
    SUBMITTED_KIND: "page-submitted",
    APPROVED_KIND: "page-approved",
    SENT_BACK_KIND: "page-sent-back",
    COMMENT_KIND: "page-comment",
}


def register_kinds() -> None:
    """Make these mails known to the outbox."""
    for name, label, because in (
        (SUBMITTED_KIND, _("Page sent in for approval"), _("you are the network's coordinator")),
        (APPROVED_KIND, _("Page approved"), _("you sent a page in for approval")),
        (SENT_BACK_KIND, _("Page sent back"), _("you sent a page in for approval")),
        (COMMENT_KIND, _("Comments on a page"), _("you take part in the work on the page")),
    ):
        register(
            MailKind(
                name=name,
                label=label,
                priority=Priority.TRANSACTIONAL,
                uncertain=UncertainPolicy.RETRY_ONCE,
                literal=True,
                merge=withhold_from_those_without_rights,
                because=because,
                is_compulsory=False,
                may_wait=True,
                concerns=may_approve if name == SUBMITTED_KIND else may_write,
            )
        )


def withhold_from_those_without_rights(references: Sequence[str]) -> dict[str, dict[str, str] | None]:
    """Nothing to fill in; None for those who may not open the page any more when the mail is sent."""
    answers: dict[str, dict[str, str] | None] = {}
    for reference in references:
        person, page = (int(part) for part in reference.split(":"))
        user, found = User.objects.filter(pk=person).first(), Page.objects.filter(pk=page).first()
        answers[reference] = {} if user is not None and found is not None and may_change(user, found) else None
    return answers


def tell(
    kind: str,
    receivers: Iterable[User],
    *,
    key: str,
    page: Page,
    by: User | None,
    at: datetime.datetime,
    **context: Any,
) -> None:
    """Write one mailing about a page to these people; nothing where there are none, or where it has been written."""
    by_language: dict[str, list[User]] = defaultdict(list)
    for user in receivers:
        by_language[user.language or settings.LANGUAGE_CODE].append(user)
    if not by_language:
        return
    values = {"page": page, "page_type": page.specific_class, "by": str(by or ""), **context}
    contents = [_content(kind, language, values) for language in sorted(by_language)]
    create_mailing(
        kind=kind,
        key=key,
        label=contents[0].subject,
        contents=contents,
        recipients=[
            Recipient(
                address=user.email, name=user.get_full_name(), language=language, reference=f"{user.pk}:{page.pk}"
            )
            for language, users in by_language.items()
            for user in users
        ],
        at=at,
    )


def _content(kind: str, language: str, context: Mapping[str, Any]) -> MailContent:
    page: Page = context["page"]
    with translation.override(language):
        values = {
            "title": page.get_admin_display_title(),
            "what": str(page.specific_class._meta.verbose_name if page.specific_class else gettext("page")),
            "edit_url": public_url(reverse("wagtailadmin_pages:edit", args=[page.pk])),
            "page_url": page.full_url or "",
            **context,
        }
    return make_content(FOLDERS[kind], kind=kind, language=language, context=values)


def tell_submitted(state: TaskState, receivers: Iterable[User], *, page: Page, at: datetime.datetime) -> None:
    """Ask the coordinators for their approval."""
    by = state.workflow_state.requested_by
    tell(SUBMITTED_KIND, receivers, key=f"page-submitted-{state.pk}", page=page, by=by, at=at)


def tell_approved(
    state: TaskState, receivers: Iterable[User], *, page: Page, by: User | None, at: datetime.datetime
) -> None:
    """Tell the authors that their page is published, or will be on its day."""
    key = f"page-approved-{state.workflow_state_id}"
    comment = state.get_comment() if state.status == TaskState.STATUS_APPROVED else ""
    tell(APPROVED_KIND, receivers, key=key, page=page, by=by, at=at, comment=comment)


def tell_sent_back(
    state: TaskState, receivers: Iterable[User], *, page: Page, by: User | None, at: datetime.datetime
) -> None:
    """Tell the authors what has to be changed."""
    key = f"page-sent-back-{state.pk}"
    tell(SENT_BACK_KIND, receivers, key=key, page=page, by=by, at=at, comment=state.get_comment())
