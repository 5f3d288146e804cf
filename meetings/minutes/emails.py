"""The mails about minutes: please adjust, now they are adjusted, and what you promised."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.links import public_url
from mailings.kinds import MailKind, Priority, UncertainPolicy, register
from mailings.models import Mailing
from mailings.services import Recipient, create_mailing, make_content
from meetings.emails import BECAUSE_INVITED, MeetingMail, merge_requests, write_mailing
from meetings.models import ActionItem, Adjuster, Minutes
from meetings.words import when_words

ADJUST_KIND = "minutes_adjustment"
PUBLISHED_KIND = "minutes_published"
ACTION_KIND = "action_reminder"
PUBLISHED = MeetingMail("minutes-published", PUBLISHED_KIND)
# Too late is not sent: news of minutes, and reminders, are of no use after that.
STALE = datetime.timedelta(days=14)


def register_kinds() -> None:
    """Make the kinds known."""
    for name, label, merge, because in (
        (ADJUST_KIND, _("Minutes to adjust"), merge_adjusters, _("you were chosen to adjust minutes")),
        (PUBLISHED_KIND, _("Minutes are adjusted"), merge_requests, BECAUSE_INVITED),
        (ACTION_KIND, _("Reminder of an action item"), merge_actions, _("you promised it at a meeting")),
    ):
        register(
            MailKind(
                name=name,
                label=label,
                priority=Priority.TRANSACTIONAL,
                uncertain=UncertainPolicy.RETRY_ONCE,
                merge=merge,
                because=because,
            )
        )


def _greeting(name: str) -> str:
    return gettext("Hello %(name)s!") % {"name": name}


def merge_adjusters(references: Sequence[str]) -> dict[str, dict[str, str] | None]:
    """Each adjuster's own link, made when the mail is sent; None for those who are not asked any more."""
    values: dict[str, dict[str, str] | None] = dict.fromkeys(references)
    for adjuster in Adjuster.objects.asked().filter(pk__in=references):
        with translation.override(adjuster.language):
            url = public_url(reverse("meetings:minutes-adjust", args=[adjuster.token]))
            values[str(adjuster.pk)] = {"greeting": _greeting(adjuster.name), "adjust_url": url}
    return values


def merge_actions(references: Sequence[str]) -> dict[str, dict[str, str] | None]:
    """The holder's own link; None for what is done, and for whoever has handed it over ("key of the row:nonce")."""
    values: dict[str, dict[str, str] | None] = dict.fromkeys(references)
    nonces = dict(reference.split(":", 1) for reference in references)
    for action in ActionItem.objects.open().filter(pk__in=nonces):
        if nonces[str(action.pk)] != action.nonce[:8]:
            continue
        with translation.override(action.language):
            url = public_url(reverse("meetings:action", args=[action.token]))
            greeting = _greeting(action.holder)
        values[f"{action.pk}:{action.nonce[:8]}"] = {"greeting": greeting, "action_url": url}
    return values


def _about(minutes: Minutes, language: str) -> dict[str, Any]:
    with translation.override(language):
        return {"meeting": minutes.meeting, "when": when_words(minutes.meeting), "minutes": minutes}


def ask_adjusters(
    minutes: Minutes, adjusters: Sequence[Adjuster], *, key: str, at: datetime.datetime, by: User | None = None
) -> Mailing:
    """Ask each of them, in their own language."""
    languages = sorted({adjuster.language for adjuster in adjusters})
    return create_mailing(
        kind=ADJUST_KIND,
        key=key,
        label=minutes.meeting.title_sv,
        contents=[
            make_content("minutes-adjustment", kind=ADJUST_KIND, language=language, context=_about(minutes, language))
            for language in languages
        ],
        recipients=[
            Recipient(adjuster.address, name=adjuster.name, language=adjuster.language, reference=str(adjuster.pk))
            for adjuster in adjusters
        ],
        at=at,
        created_by=by,
    )


def tell_minutes_are_adjusted(minutes: Minutes, *, at: datetime.datetime) -> Mailing | None:
    """Tell everybody who was invited that the minutes can be read."""
    people = list(minutes.meeting.invitations.current())
    if not people:
        return None
    key = f"minutes-{minutes.pk}-published"
    return write_mailing(minutes.meeting, PUBLISHED, people, key=key, at=at, not_after=at + STALE)


def remind_of_action(action: ActionItem, *, key: str, is_late: bool, at: datetime.datetime) -> Mailing:
    """Remind whoever has it in hand."""
    context = {"action": action, "meeting": action.meeting, "is_late": is_late}
    return create_mailing(
        kind=ACTION_KIND,
        key=key,
        label=action.what[:150],
        contents=[make_content("action-reminder", kind=ACTION_KIND, language=action.language, context=context)],
        recipients=[
            Recipient(
                action.address,
                name=action.holder,
                language=action.language,
                reference=f"{action.pk}:{action.nonce[:8]}",
            )
        ],
        at=at,
        not_after=at + STALE,
    )
