"""An issue on its way: which languages it has, to how many it goes, and when."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Iterator, Sequence
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext
from wagtail.log_actions import log
from wagtail.models import PageLogEntry, Revision

from accounts.models import User
from mailings.models import Mailing
from mailings.services import MailContent, Recipient, cancel_mailing, create_mailing, drop_mailing, send_test
from newsletters.approval import approval_of, approve_issue, why_not_send
from newsletters.audience import ATTEMPT_SIGN, Audience, count_audience
from newsletters.checklist.checking import check_issue, stops
from newsletters.emails import ISSUE_KIND, TEST_KIND, sample_values, send_called_off
from newsletters.groups import ReaderGroup, variant_of
from newsletters.models import NewsletterPage
from newsletters.rendering import RenderedIssue, render_issue, with_sample_values
from newsletters.sections import readings_of
from newsletters.versions import KEY_BEGINS, find_mailing, issue_key, issue_versions

# Later than this after its time, an issue is not sent by itself any more: it is missed, and asks.
LATEST = datetime.timedelta(hours=12)
NOT_SENT = (Mailing.State.MISSED, Mailing.State.CANCELLED)
# How the history of a page names a mailing that was called off because the issue was changed.
CALLED_OFF = "newsletters.call_off"
TAKEN_BACK = "newsletters.take_back"


class SendingError(ValueError):
    """An issue that cannot be sent so; str() says why, in the active language."""


def is_sent(page: NewsletterPage) -> bool:
    """Whether the issue is on its way or out, so that it may not be sent again."""
    mailing = find_mailing(page)
    return mailing is not None and mailing.state not in NOT_SENT


def issue_audience(page: NewsletterPage) -> Audience:
    """To how many the issue would go now, by language."""
    languages = {version.locale.language_code for version in issue_versions(page)}
    return count_audience(languages, key=issue_key(page))


def render_versions(page: NewsletterPage) -> list[RenderedIssue]:
    """The issue's mail in each of its languages, from its latest text."""
    return [render_issue(version) for version in issue_versions(page)]


def send_test_issue(
    page: NewsletterPage,
    *,
    to: Sequence[str],
    at: datetime.datetime,
    created_by: User | None = None,
    group: ReaderGroup = ReaderGroup.PUBLIC,
) -> None:
    """Send the issue's mail to a few addresses: in this page's language, as this group reads it, with sample values."""
    rendered = render_issue(page.get_latest_revision_as_object(), group)
    filled = with_sample_values(rendered, sample_values(rendered.language, group))
    recipients = [Recipient(address=address, language=rendered.language) for address in to]
    send_test(_content(filled, ReaderGroup.PUBLIC), kind=TEST_KIND, to=recipients, at=at, by=created_by)


def _content(rendered: RenderedIssue, group: ReaderGroup) -> MailContent:
    return MailContent(
        language=rendered.language,
        subject=rendered.subject,
        text=rendered.text,
        html=rendered.html,
        variant=variant_of(group),
        sender_name=rendered.sender_name,
    )


def _contents(version: NewsletterPage, rendered: RenderedIssue) -> Iterator[MailContent]:
    """What is frozen of a mail: rendered once for all groups that read the same.

    Every group that reads something else than the public has its own, whether anybody of it is there now or not:
    who gets a scheduled issue is found out when it goes.
    """
    first = rendered.group
    for group in readings_of(version)[first]:
        if group == first or first != ReaderGroup.PUBLIC:
            yield _content(rendered, group)


@transaction.atomic
def send_issue(
    page: NewsletterPage,
    *,
    at: datetime.datetime,
    created_by: User | None = None,
    scheduled_at: datetime.datetime | None = None,
) -> Mailing:
    """Freeze the issue in its languages, publish it (at `scheduled_at` or now), and mail it to everybody who reads it.

    An issue goes out once: asked again, this gives the mailing that there is. One that was missed or called off may be
    sent again, to those who did not get it. Raises `SendingError` for a time that has passed, for an issue without
    Swedish text, and where `created_by` may not send it as it is; None is a rule, which needs nobody's leave.
    """
    earlier = find_mailing(page)
    if earlier is not None and earlier.state not in NOT_SENT:
        return earlier
    if scheduled_at is not None and scheduled_at <= at:
        raise SendingError(gettext("That time has passed. Choose a later one, or send now."))
    versions = issue_versions(page)
    if not versions or versions[0].locale.language_code != settings.LANGUAGE_CODE:
        raise SendingError(gettext("The issue has no Swedish text."))
    refusal = why_not_send(page, created_by) if created_by is not None else ""
    if refusal:
        raise SendingError(refusal)
    approve_issue(page, by=created_by, at=at)
    for version in versions:
        _publish(version, at=at, scheduled_at=scheduled_at, user=created_by)
    mails = [(version, render_issue(version, group)) for version in versions for group in readings_of(version)]
    # What is looked at is what goes out. Where it stops, nothing of the above has happened.
    if stopped := stops(check_issue(page, at=at, mails=mails)):
        raise SendingError(" ".join(stopped))
    return create_mailing(
        kind=ISSUE_KIND,
        key=_next_key(page, earlier),
        label=versions[0].title,
        contents=[content for version, mail in mails for content in _contents(version, mail)],
        recipients=None,
        at=at,
        scheduled_at=scheduled_at,
        not_after=scheduled_at + LATEST if scheduled_at is not None else None,
        created_by=created_by,
    )


def _next_key(page: NewsletterPage, earlier: Mailing | None) -> str:
    if earlier is None:
        return issue_key(page)
    _base, _sign, number = earlier.key.partition(ATTEMPT_SIGN)
    return f"{issue_key(page)}{ATTEMPT_SIGN}{int(number or 1) + 1}"


def _publish(page: NewsletterPage, *, at: datetime.datetime, user: User | None, **when: Any) -> None:
    scheduled_at = when["scheduled_at"]
    page.issued_on = timezone.localdate(scheduled_at or at)
    page.go_live_at = scheduled_at
    # Whoever may send may publish what is sent, without the right to publish anything else.
    page.save_revision(user=user, log_action=True).publish(user=user, skip_permission_checks=True)


@transaction.atomic
def call_off_if_changed(page: NewsletterPage, *, by: User | None, at: datetime.datetime) -> bool:
    """Call off what is scheduled where the issue no longer says what was approved; give whether that was so.

    Whoever scheduled it is told, unless it is the one who changed it.
    """
    mailing = find_mailing(page)
    if mailing is None or mailing.state != Mailing.State.SCHEDULED or approval_of(page) is not None:
        return False
    cancel_mailing(mailing, at=at)
    log(instance=page, action=CALLED_OFF, user=by, data={"mailing": mailing.pk})
    if mailing.created_by is not None and mailing.created_by != by:
        send_called_off(mailing.created_by, page=page, mailing=mailing, by=by, at=at)
    return True


@transaction.atomic
def call_off(page: NewsletterPage, *, by: User | None, at: datetime.datetime) -> bool:
    """Take back what is scheduled, while nobody has got it; give whether there was anything to take back."""
    mailing = find_mailing(page)
    if mailing is None or mailing.state != Mailing.State.SCHEDULED:
        return False
    cancel_mailing(mailing, at=at)
    log(instance=page, action=TAKEN_BACK, user=by, data={"mailing": mailing.pk})
    return True


def keep_off_the_web(mailing: Mailing) -> None:
    """Take back the publishing of an issue whose mailing was called off before its time, from whichever page."""
    try:
        issue = uuid.UUID(mailing.key.partition(ATTEMPT_SIGN)[0].removeprefix(KEY_BEGINS))
    except ValueError:
        return
    pages = NewsletterPage.objects.filter(translation_key=issue, go_live_at__isnull=False)
    for version in pages:
        revisions = Revision.page_revisions.filter(object_id=str(version.pk))
        revisions.filter(approved_go_live_at__isnull=False).update(approved_go_live_at=None)
    pages.update(go_live_at=None)


@transaction.atomic
def drop_missed(page: NewsletterPage, *, by: User | None, at: datetime.datetime) -> bool:
    """Decide that an issue whose time has passed is not sent, so that it asks no more; give whether it was asking."""
    mailing = find_mailing(page)
    if mailing is None or mailing.state != Mailing.State.MISSED:
        return False
    drop_mailing(mailing, at=at)
    log(instance=page, action=TAKEN_BACK, user=by, data={"mailing": mailing.pk})
    return True


def was_changed(page: NewsletterPage, mailing: Mailing) -> bool:
    """Whether this mailing was called off because somebody changed the issue."""
    entries = PageLogEntry.objects.filter(action=CALLED_OFF, page__in=_all_languages(page))
    return any(entry.data.get("mailing") == mailing.pk for entry in entries)


def _all_languages(page: NewsletterPage) -> list[int]:
    return list(NewsletterPage.objects.filter(translation_key=page.translation_key).values_list("pk", flat=True))
