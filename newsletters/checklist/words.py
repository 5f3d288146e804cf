"""What stands in the inbox: subject and preview line, and whether the text part says anything."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.utils.translation import gettext as _

from newsletters.checklist.draft import Draft
from newsletters.checklist.finding import Finding, Severity
from newsletters.emails import sample_values

LONGEST_SUBJECT = 70
SHORTEST_TEXT = 20
LETTERS_THAT_SHOUT = 8
MARKER = re.compile(r"%%([a-z_]+)%%")
LOOKS_LIKE_AN_ANSWER = re.compile(r"^\s*(re|sv|fwd?|vb)\s*:", re.IGNORECASE)
# What filters of unwanted mail count against a subject, in both languages of the network.
LURES = re.compile(
    r"\b(gratis|vinn|vinnare|erbjudande|klicka här|sista chansen|endast idag|100 ?%|"
    r"free|win|winner|act now|click here|last chance|limited offer|guaranteed)\b",
    re.IGNORECASE,
)


def look_at_subject(draft: Draft) -> Iterator[Finding]:
    """A subject that filters take for an advertisement, or that no phone shows to its end."""
    for version in draft.versions:
        subject = version.mail_subject
        for reason in _faults(subject):
            text = _("The subject “%(subject)s” %(reason)s") % {"subject": subject, "reason": reason}
            yield Finding(Severity.WARNS, text, _("Write it as you would to a colleague."), draft.edit_url(version))


def _faults(subject: str) -> Iterator[str]:
    letters = [letter for letter in subject if letter.isalpha()]
    capitals = sum(1 for letter in letters if letter.isupper())
    if len(letters) >= LETTERS_THAT_SHOUT and capitals > len(letters) / 2:
        yield _("shouts: more than half of it is in capitals.")
    if re.search(r"[!?]{2,}|\${2,}", subject):
        yield _("has several exclamation or question marks in a row.")
    if found := LURES.search(subject):
        yield _("has words that filters take for an advertisement: “%(words)s”.") % {"words": found[0]}
    if LOOKS_LIKE_AN_ANSWER.search(subject):
        yield _("looks like an answer or a forwarded mail.")
    if len(subject) > LONGEST_SUBJECT:
        yield _("has %(n)d characters; inboxes show %(most)d at most.") % {"n": len(subject), "most": LONGEST_SUBJECT}


def look_at_preview_line(draft: Draft) -> Iterator[Finding]:
    """Without a preview line the inbox shows whatever comes first in the mail."""
    for version in draft.versions:
        if not version.preheader.strip():
            text = _("“%(title)s” has no preview line.") % {"title": version.title}
        elif version.preheader.strip().casefold() == version.mail_subject.strip().casefold():
            text = _("The preview line of “%(title)s” only says the subject again.") % {"title": version.title}
        else:
            continue
        fix = _("Say in a few words what the reader gets; it stands beside the subject.")
        yield Finding(Severity.WARNS, text, fix, draft.edit_url(version))


def look_at_text_part(draft: Draft) -> Iterator[Finding]:
    """Whoever reads without HTML must get the same: something, and a way to leave."""
    said = {version.pk: False for version in draft.versions}
    for version, section in draft.sections:
        said[version.pk] = said[version.pk] or bool(section.text or section.heading or section.items)
    for version in draft.versions:
        if not said[version.pk]:
            text = _("“%(title)s” says nothing in words.") % {"title": version.title}
            fix = _("Write something: who reads without pictures gets an empty mail.")
            yield Finding(Severity.STOPS, text, fix, draft.edit_url(version))
    for version, mail in draft.mails:
        if len(mail.text.strip()) < SHORTEST_TEXT:
            text = _("The text part of “%(title)s” is empty.") % {"title": version.title}
            yield Finding(Severity.STOPS, text, _("Write something in words."), draft.edit_url(version))


def look_at_own_words(draft: Draft) -> Iterator[Finding]:
    """Each mail has its way out, and no marker that nothing is put in place of."""
    for version, mail in draft.mails:
        known = set(sample_values(mail.language))
        for part in (mail.text, mail.html):
            markers = set(MARKER.findall(part))
            if "unsubscribe_url" not in markers:
                text = _("The mail of “%(title)s” has no link for leaving.") % {"title": version.title}
                yield Finding(Severity.STOPS, text, _("Tell whoever runs the portal: the mail's template is broken."))
            for name in sorted(markers - known):
                text = _("“%(marker)s” in “%(title)s” is nothing that the portal fills in.")
                values = {"marker": f"%%{name}%%", "title": version.title}
                yield Finding(Severity.STOPS, text % values, _("Take it away."), draft.edit_url(version))
