"""The language versions of an issue."""

from __future__ import annotations

import datetime

from django.conf import settings
from django.db.models.functions import Coalesce
from django.utils import timezone
from wagtail_localize.models import Translation

from mailings.models import Mailing
from newsletters.emails import ISSUE_KIND
from newsletters.models import NewsletterPage

KEY_BEGINS = "newsletter-"
ON_ITS_WAY = (Mailing.State.EXPANDING, Mailing.State.SENDING, Mailing.State.PAUSED, Mailing.State.DONE)
WENT_AT = Coalesce("scheduled_at", "created_at")
# What counts as new in the first newsletter.
NEW_AT_FIRST = datetime.timedelta(days=30)


def issue_key(page: NewsletterPage) -> str:
    """What all languages and all tries of an issue have in common."""
    return f"{KEY_BEGINS}{page.translation_key}"


def find_mailing(page: NewsletterPage) -> Mailing | None:
    """The latest mailing of the issue, whichever its language version; None before the first."""
    return Mailing.objects.filter(kind=ISSUE_KIND, key__startswith=issue_key(page)).order_by("-pk").first()


def last_sent_before(page: NewsletterPage) -> datetime.datetime:
    """When the issue before this one went out; 30 days before the day of the issue where there was none.

    For an issue that has been sent itself this stays what it was then.
    """
    sent = Mailing.objects.filter(kind=ISSUE_KIND, state__in=ON_ITS_WAY).annotate(went_at=WENT_AT)
    own = sent.filter(key__startswith=issue_key(page)).order_by("went_at").first()
    others = sent.exclude(key__startswith=issue_key(page))
    if own is not None:
        others = others.filter(went_at__lt=own.went_at)
    before = others.order_by("-went_at").values_list("went_at", flat=True).first()
    day = timezone.make_aware(datetime.datetime.combine(page.issued_on, datetime.time()))
    return before or day - NEW_AT_FIRST


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
