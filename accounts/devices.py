"""Browser and system in words, as far as the User-Agent header tells: no version, no guess at a model.

The order counts: nearly every browser also says that it is Chrome and Safari
(https://developer.mozilla.org/docs/Web/HTTP/Reference/Headers/User-Agent).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

LONGEST_SHOWN = 80
BROWSERS = [
    (re.compile(r"\bEdg(?:e|A|iOS)?/"), "Edge"),
    (re.compile(r"\b(?:OPR|OPT|Opera)/"), "Opera"),
    (re.compile(r"\bSamsungBrowser/"), "Samsung Internet"),
    (re.compile(r"\bVivaldi/"), "Vivaldi"),
    (re.compile(r"\b(?:Firefox|FxiOS)/"), "Firefox"),
    (re.compile(r"\b(?:Chrome|CriOS|Chromium|HeadlessChrome)/"), "Chrome"),
    (re.compile(r"\bVersion/[\d.]+ .*\bSafari/"), "Safari"),
]
SYSTEMS: list[tuple[re.Pattern[str], str | Promise]] = [
    (re.compile(r"\biPhone\b"), "iPhone"),
    (re.compile(r"\biPad\b"), "iPad"),
    (re.compile(r"\bAndroid\b"), "Android"),
    (re.compile(r"\bCrOS\b"), "ChromeOS"),
    (re.compile(r"\bWindows\b"), "Windows"),
    # An iPad that asks for desktop pages says that it is a Mac, and Safari alone does so.
    (re.compile(r"\bMacintosh\b(?=.*\bVersion/)"), gettext_lazy("Mac or iPad")),
    (re.compile(r"\bMacintosh\b"), "Mac"),
    (re.compile(r"\b(?:Linux|X11)\b"), "Linux"),
]


def device_in_words(user_agent: str) -> str:
    """Such as "Firefox on Windows"; what is not recognized is shown as it is."""
    browser, system = _first(BROWSERS, user_agent), _first(SYSTEMS, user_agent)
    if browser and system:
        return _("%(browser)s on %(system)s") % {"browser": browser, "system": system}
    if browser or system:
        return browser or _("Unknown browser on %(system)s") % {"system": system}
    if not user_agent.strip():
        return _("Unknown browser")
    return _("Unknown browser (%(name)s)") % {"name": user_agent.strip()[:LONGEST_SHOWN]}


def _first(table: Sequence[tuple[re.Pattern[str], str | Promise]], user_agent: str) -> str:
    return next((str(name) for pattern, name in table if pattern.search(user_agent)), "")
