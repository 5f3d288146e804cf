"""The list: every point of it, in the order in which one reads it."""

from __future__ import annotations

import datetime

from django.utils.translation import gettext_lazy as _

from newsletters.checklist.content import (
    look_at_age,
    look_at_audience,
    look_at_languages,
    look_at_pictures,
    look_at_size,
)
from newsletters.checklist.draft import Draft, Mails
from newsletters.checklist.finding import Check, Checked, Severity
from newsletters.checklist.links import look_at_links
from newsletters.checklist.words import look_at_own_words, look_at_preview_line, look_at_subject, look_at_text_part
from newsletters.models import NewsletterPage

CHECKS = [
    Check("audience", _("Somebody gets it"), look_at_audience),
    Check("languages", _("Every language is whole"), look_at_languages),
    Check("subject", _("The subject reads like a letter"), look_at_subject),
    Check("preview-line", _("There is a preview line"), look_at_preview_line),
    Check("links", _("Every link leads somewhere"), look_at_links),
    Check("pictures", _("Every picture has a description"), look_at_pictures),
    Check("age", _("Nothing in it is stale"), look_at_age),
    Check("size", _("No program cuts it off"), look_at_size),
    Check("text-part", _("It can be read without HTML"), look_at_text_part),
    Check("own-words", _("Each reader can leave, and every word is filled in"), look_at_own_words),
]


def check_issue(page: NewsletterPage, *, at: datetime.datetime, mails: Mails | None = None) -> list[Checked]:
    """Look at the issue as it would go out now, in all its languages and for all groups; asks nobody on the web.

    `mails` are those that are rendered already.
    """
    draft = Draft(page, at=at, mails=mails)
    return [Checked(check, tuple(check.find(draft))) for check in CHECKS]


def stops(checked: list[Checked]) -> list[str]:
    """What stops the issue from being sent."""
    return [one.text for point in checked for one in point.findings if one.severity == Severity.STOPS]


def warns(checked: list[Checked]) -> bool:
    """Whether somebody has to say that it is sent all the same."""
    return any(one.severity == Severity.WARNS for point in checked for one in point.findings)
