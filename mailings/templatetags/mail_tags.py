"""Spans of time and states of mailings, written for people."""

from __future__ import annotations

import datetime

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mailings.models import Mailing

register = template.Library()

MINUTE, HOUR = 60, 3600
# Which mark (components/pill.html) a mailing's state has.
MARKS = {
    Mailing.State.SENDING: "active",
    Mailing.State.EXPANDING: "active",
    Mailing.State.DONE: "done",
    Mailing.State.PAUSED: "waiting",
    Mailing.State.SCHEDULED: "waiting",
    Mailing.State.CANCELLED: "stopped",
    Mailing.State.MISSED: "stopped",
}


@register.filter
def span_words(span: datetime.timedelta) -> str:
    """How long a span is: "12 seconds", "3 minutes", "2 h 5 min"."""
    seconds = int(span.total_seconds())
    if seconds < MINUTE:
        return ngettext("%(n)d second", "%(n)d seconds", seconds) % {"n": seconds}
    if seconds < HOUR:
        minutes = round(seconds / MINUTE)
        return ngettext("%(n)d minute", "%(n)d minutes", minutes) % {"n": minutes}
    hours, rest = divmod(seconds, HOUR)
    return _("%(hours)d h %(minutes)d min") % {"hours": hours, "minutes": rest // MINUTE}


@register.filter
def state_mark(mailing: Mailing) -> str:
    """The kind of pill that a mailing's state is shown with."""
    return MARKS.get(Mailing.State(mailing.state), "")
