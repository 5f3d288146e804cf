"""The time of day, as it is written in the active language."""

import datetime as dt

from django.utils.dateformat import format as format_date
from django.utils.dateformat import time_format
from django.utils.translation import pgettext


def time_words(moment: dt.datetime | dt.time) -> str:
    """A time of day: 10.00 in Swedish, 10:00 in English."""
    letters = pgettext("format of a time of day (Django's letters)", "H:i")
    return str(format_date(moment, letters) if isinstance(moment, dt.datetime) else time_format(moment, letters))
