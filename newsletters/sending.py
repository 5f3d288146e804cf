"""An issue on its way: which languages it has, to how many it goes, and when."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext
from wagtail_localize.models import Translation

from accounts.models import User
from mailings.models import Mailing
from mailings.services import MailContent, Recipient, create_mailing, send_test
from newsletters.audience import ATTEMPT_SIGN, Audience, count_audience
from newsletters.emails import ISSUE_KIND, TEST_KIND, sample_values
from newsletters.models import NewsletterPage
from newsletters.rendering import RenderedIssue, render_issue, with_sample_values

# Later than this after its time, an issue is not sent by itself any more: it is missed, and asks.
LATEST = datetime.timedelta(hours=12)
NOT_SENT = (Mailing.State.MISSED, Mailing.State.CANCELLED)


class SendingError(ValueError):
    """An issue that cannot be sent so; str() says why, in the active language."""


def issue_key(page: NewsletterPage) -> str:
    """What all languages and all tries of an issue have in common."""
    return f"newsletter-{page.translation_key}"


def find_mailing(page: NewsletterPage) -> Mailing | None:
    """The latest mailing of the issue, whichever its language version; None before the first."""
    return Mailing.objects.filter(kind=ISSUE_KIND, key__startswith=issue_key(page)).order_by("-pk").first()


def is_sent(page: NewsletterPage) -> bool:
    """Whether the issue is on its way or out, so that it may not be sent again."""
    mailing = find_mailing(page)
    return mailing is not None and mailing.state not in NOT_SENT


def issue_versions(page: NewsletterPage) -> list[NewsletterPage]:
    """The latest text of the issue in each language that it is really written in, Swedish first."""
    pages = NewsletterPage.objects.filter(translation_key=page.translation_key).select_related("locale", "alias_of")
    versions = [found.get_latest_revision_as_object() for found in pages if _is_written(found)]
    return sorted(versions, key=lambda found: found.locale.language_code != settings.LANGUAGE_CODE)


def _is_written(page: NewsletterPage) -> bool:
    if page.alias_of_id is not None:
        return False
    translation = Translation.objects.filter(
        source__object_id=page.translation_key, target_locale=page.locale, enabled=True
    ).first()
    if translation is None:
        return True
    total, translated = translation.get_progress()
    return bool(total == translated)


def issue_audience(page: NewsletterPage) -> Audience:
    """To how many the issue would go now, by language."""
    languages = {version.locale.language_code for version in issue_versions(page)}
    return count_audience(languages, key=issue_key(page))


def render_versions(page: NewsletterPage) -> list[RenderedIssue]:
    """The issue's mail in each of its languages, from its latest text."""
    return [render_issue(version) for version in issue_versions(page)]


def send_test_issue(
    page: NewsletterPage, *, to: Sequence[str], at: datetime.datetime, created_by: User | None = None
) -> None:
    """Send the issue's mail, in the language of this page and with sample values, to a few addresses."""
    rendered = render_issue(page.get_latest_revision_as_object())
    filled = with_sample_values(rendered, sample_values(rendered.language))
    recipients = [Recipient(address=address, language=rendered.language) for address in to]
    send_test(_content(filled), kind=TEST_KIND, to=recipients, at=at, by=created_by)


def _content(rendered: RenderedIssue) -> MailContent:
    return MailContent(language=rendered.language, subject=rendered.subject, text=rendered.text, html=rendered.html)


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
    sent again, to those who did not get it. Raises `SendingError` for a time that has passed and for an issue without
    Swedish text.
    """
    earlier = find_mailing(page)
    if earlier is not None and earlier.state not in NOT_SENT:
        return earlier
    if scheduled_at is not None and scheduled_at <= at:
        raise SendingError(gettext("That time has passed. Choose a later one, or send now."))
    versions = issue_versions(page)
    if not versions or versions[0].locale.language_code != settings.LANGUAGE_CODE:
        raise SendingError(gettext("The issue has no Swedish text."))
    for version in versions:
        _publish(version, at=at, scheduled_at=scheduled_at, user=created_by)
    return create_mailing(
        kind=ISSUE_KIND,
        key=_next_key(page, earlier),
        label=versions[0].title,
        contents=[_content(render_issue(version)) for version in versions],
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
    page.save_revision(user=user, log_action=True).publish(user=user)
