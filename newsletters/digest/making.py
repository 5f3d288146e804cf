"""Making the issue of a rule when its time has come: once, however often the clock asks."""

from __future__ import annotations

import datetime
import json

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import slugify
from django.utils.translation import override
from wagtail.models import Locale

from newsletters.digest.contents import NewThings, find_new
from newsletters.models import DigestRule, DigestRun, NewsletterIndexPage, NewsletterPage
from newsletters.schedule import next_real_moment
from newsletters.sending import LATEST, send_issue

ENGLISH = "en"
# A portal that has stood still for longer than this does not make up for what it missed.
TOO_LATE = datetime.timedelta(days=3)


def last_due(rule: DigestRule, *, now: datetime.datetime) -> datetime.datetime | None:
    """The latest time of the rule up to now; None where it has none since it became what it is."""
    today = timezone.localdate(now)
    for back in range(32):
        day = today - datetime.timedelta(days=back)
        if rule.is_day(day):
            due = next_real_moment(datetime.datetime.combine(day, datetime.time(rule.hour)))
            if due <= now:
                return due if due >= rule.active_since else None
    return None


def due_rules(*, now: datetime.datetime) -> list[int]:
    """The keys of the rules whose time has come and that nothing has been made for."""
    found = []
    for rule in DigestRule.objects.filter(is_on=True):
        due = last_due(rule, now=now)
        if due is not None and not rule.runs.filter(due_at=due).exists():
            found.append(rule.pk)
    return found


@transaction.atomic
def make_digest(rule_id: int, *, now: datetime.datetime) -> DigestRun | None:
    """Make what the rule is due for: an issue, or a note that nothing was new. None where that has been done.

    The rule's row is locked meanwhile, so that two clocks make one issue.
    """
    rule = DigestRule.objects.select_for_update().filter(pk=rule_id, is_on=True).first()
    due = last_due(rule, now=now) if rule is not None else None
    if rule is None or due is None or rule.runs.filter(due_at=due).exists():
        return None
    if now - due > TOO_LATE:
        return DigestRun.objects.create(rule=rule, due_at=due, ran_at=now, outcome=DigestRun.Outcome.TOO_LATE)
    since = rule.covered_until or due - rule.period
    new = find_new(rule, language=settings.LANGUAGE_CODE, since=since, until=due)
    if not new.number:
        return DigestRun.objects.create(rule=rule, due_at=due, ran_at=now, outcome=DigestRun.Outcome.SKIPPED)
    english = find_new(rule, language=ENGLISH, since=since, until=due) if rule.in_english else NewThings()
    issue = write_issue(rule, new, english, due=due)
    outcome = _hand_on(rule, issue, due=due, now=now)
    rule.covered_until = due
    rule.save(update_fields=["covered_until"])
    return DigestRun.objects.create(rule=rule, due_at=due, ran_at=now, outcome=outcome, number=new.number, issue=issue)


def write_issue(rule: DigestRule, new: NewThings, english: NewThings, *, due: datetime.datetime) -> NewsletterPage:
    """The issue as a draft, in Swedish, and in English where anything new is written in it."""
    index = NewsletterIndexPage.objects.get(locale__language_code=settings.LANGUAGE_CODE)
    day = timezone.localdate(due)
    issue = NewsletterPage(live=False, locale=index.locale, slug=_slug(rule, index, day), issued_on=day)
    _fill(issue, rule.title, new, language=settings.LANGUAGE_CODE)
    index.add_child(instance=issue)
    issue.save_revision()
    locale = Locale.objects.filter(language_code=ENGLISH).first()
    if english.number and locale is not None:
        version = _version(issue, locale)
        _fill(version, rule.title_en or rule.title, english, language=ENGLISH)
        version.save_revision()
    return issue


def _version(issue: NewsletterPage, locale: Locale) -> NewsletterPage:
    """The issue in another language; the alias that the tree may have made of it becomes a page of its own."""
    version: NewsletterPage | None = NewsletterPage.objects.filter(
        translation_key=issue.translation_key, locale=locale
    ).first()
    if version is None:
        made: NewsletterPage = issue.copy_for_translation(locale, copy_parents=True)
        return made
    version.alias_of = None
    version.save()
    return version


def _fill(issue: NewsletterPage, title: str, new: NewThings, *, language: str) -> None:
    with override(language):
        issue.title = issue.draft_title = f"{title} {date_format(issue.issued_on)}"
    blocks = [{"type": kind, "value": value} for kind, value in new.blocks()]
    issue.body = json.dumps(blocks)  # type: ignore[assignment]


def _slug(rule: DigestRule, index: NewsletterIndexPage, day: datetime.date) -> str:
    """The rule's name and the day; with a number where two rules of one name meet on a day."""
    wanted = f"{slugify(rule.title)[:60] or 'nummer'}-{day.isoformat()}"
    taken = set(index.get_children().filter(slug__startswith=wanted).values_list("slug", flat=True))
    slugs = (f"{wanted}-{number}" if number else wanted for number in range(len(taken) + 1))
    return next(slug for slug in slugs if slug not in taken)


def _hand_on(rule: DigestRule, issue: NewsletterPage, *, due: datetime.datetime, now: datetime.datetime) -> str:
    """Send it where the rule says so and it is not too late for that; else somebody approves it."""
    if rule.mode == DigestRule.Mode.SEND and now - due <= LATEST:
        send_issue(issue, at=now)
        return DigestRun.Outcome.SENT
    workflow = issue.get_workflow()
    if workflow is not None:
        workflow.start(issue, None)
    return DigestRun.Outcome.DRAFTED
