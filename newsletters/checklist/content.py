"""What is in the mail: pictures, languages, age and size."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from newsletters.checklist.draft import Draft, walk
from newsletters.checklist.finding import Finding, Severity
from newsletters.rendering import LARGEST_HTML
from projects.models import ProjectPage


def look_at_pictures(draft: Draft) -> Iterator[Finding]:
    """Pictures that nothing is said about."""
    for version, section in draft.sections:
        if section.image is not None and not section.alt.strip():
            text = _("The picture “%(picture)s” in “%(title)s” has no description.")
            values = {"picture": section.image.title, "title": version.title}
            fix = _("Say what it shows, for those who cannot see it or whose program hides pictures.")
            yield Finding(Severity.WARNS, text % values, fix, draft.edit_url(version))


def look_at_languages(draft: Draft) -> Iterator[Finding]:
    """A language that readers want and the issue does not have, and what is left out of one of them."""
    written = {version.locale.language_code for version in draft.versions}
    if settings.LANGUAGE_CODE not in written:
        fix = _("Write it in Swedish, or finish the translation.")
        yield Finding(Severity.STOPS, _("The issue has no Swedish text."), fix, draft.edit_url(draft.page))
    for code, _name in settings.LANGUAGES:
        if code not in written and code != settings.LANGUAGE_CODE:
            text = _("There is no text in %(language)s that is whole: its readers get the issue in Swedish.")
            fix = _("Translate the issue, and finish every part of the translation.")
            language = get_language_info(code)["name_translated"].lower()
            yield Finding(Severity.WARNS, text % {"language": language}, fix, draft.edit_url(draft.page))
    for version, mail in draft.mails:
        if mail.left_out:
            text = _(
                "Left out of “%(title)s”: %(what)s. It is not published in this language, or its review is overdue."
            )
            values = {"title": version.title, "what": ", ".join(mail.left_out)}
            fix = _("Publish it in this language, have it reviewed, or choose something else.")
            yield Finding(Severity.WARNS, text % values, fix, draft.edit_url(version))


def look_at_age(draft: Draft) -> Iterator[Finding]:
    """Chosen practices that nobody has reviewed in time."""
    chosen = {key for stored in draft.stored for key in _chosen_pages(stored)}
    practices = ProjectPage.objects.filter(pk__in=chosen)
    fresh = set(ProjectPage.objects.fresh(draft.page.issued_on).filter(pk__in=chosen).values_list("pk", flat=True))
    for practice in practices.order_by("title"):
        if practice.pk not in fresh:
            text = _("The review of the practice “%(title)s” is overdue, so it is left out.") % {
                "title": practice.title
            }
            fix = _("Ask its owner to review it, or choose another.")
            yield Finding(Severity.WARNS, text, fix, reverse("wagtailadmin_pages:edit", args=[practice.pk]))


def _chosen_pages(stored: Any) -> Iterator[int]:
    for value in walk(stored):
        if isinstance(value, dict) and isinstance(value.get("pages"), list):
            yield from (key for key in walk(value["pages"]) if isinstance(key, int))


def look_at_size(draft: Draft) -> Iterator[Finding]:
    """Mails that Gmail cuts off."""
    for version, mail in draft.mails:
        if mail.is_too_large:
            text = _("The mail of “%(title)s” has %(size)s. Gmail cuts off what is over %(most)s.")
            values = {
                "title": version.title,
                "size": filesizeformat(mail.html_size),
                "most": filesizeformat(LARGEST_HTML),
            }
            fix = _("Take away something, or let it stand on the web only.")
            yield Finding(Severity.WARNS, text % values, fix, draft.edit_url(version))


def look_at_audience(draft: Draft) -> Iterator[Finding]:
    """Nobody to send to, today; a scheduled issue may have readers when it goes."""
    if not draft.audience.total:
        url = reverse("newsletters_admin:audience", args=[draft.page.pk])
        yield Finding(Severity.WARNS, _("Nobody gets this newsletter."), _("Choose whom it goes to."), url)
