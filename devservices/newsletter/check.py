"""`make check-newsletter`: what mail readers, HTML readers and the data of mail programs say of our newsletters.

Issues of every sort go through a real SMTP server to random readers of every group and language; each mail that
arrives is judged by itself. The last line is one JSON object; ends with 0 when nothing is wrong.
"""

from __future__ import annotations

import argparse
import io
import json
import logging
import os
import random
import re
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from devservices.newsletter import css_support
from devservices.newsletter.mail_readers import html_defects, mail_defects
from devservices.smtp_sink import SmtpSink
from devservices.stages import complain

LEAST_SHARE = 95.0
# Gmail cuts HTML off above this.
LARGEST = 100_000
SHOWN = 10
# Sentences of the templates: each mail has some, in its own language only.
SENTENCES = (
    "Read in the browser",
    "Change your choices",
    "Leave the newsletter",
    "News from the network",
    "New practices",
    "Meetings ahead",
    "Members of the network",
)
# The first of them stand in each mail.
ALWAYS = 3
WANTED = {
    "public": {"public"},
    "representative": {"representative"},
    "politician": {"representative", "politician"},
    "official": {"representative", "official"},
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Make the ground in a database of its own, send, judge, print."""
    parser = argparse.ArgumentParser(prog="make check-newsletter")
    parser.add_argument("--deliveries", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=5322)
    options = parser.parse_args(arguments)
    os.environ |= {"DJANGO_SETTINGS_MODULE": "network_portal.settings.test", "DATABASE_URL": "sqlite://:memory:"}
    import django  # noqa: PLC0415 - the settings must be chosen first

    django.setup()
    from django.conf import settings  # noqa: PLC0415
    from django.test.utils import get_runner, setup_test_environment  # noqa: PLC0415

    logging.disable(logging.WARNING)
    setup_test_environment()
    get_runner(settings)(verbosity=0, interactive=False).setup_databases()
    with SmtpSink() as sink, tempfile.TemporaryDirectory() as media:
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.MEDIA_ROOT = "127.0.0.1", sink.port, media
        figures = check(options.deliveries, seed=options.seed, sink=sink)
    print(json.dumps(figures))
    return 0 if is_good(figures) else 1


def is_good(figures: dict[str, Any]) -> bool:
    """Whether everything is as it should be."""
    none_of = ("mail_defects", "html_defects", "outlook_drops", "mixed_language", "wrong_variant", "not_delivered")
    shares = [figures["css_supported_percent"], figures["css_properties_supported_percent"]]
    supported = all(share >= LEAST_SHARE for clients in shares for share in clients.values())
    return supported and not any(figures[name] for name in none_of) and figures["largest_html"] <= LARGEST


def check(number: int, *, seed: int, sink: SmtpSink) -> dict[str, Any]:
    """Send some `number` mails of all issues to random readers and judge each; says what is wrong."""
    from django.core.management import call_command  # noqa: PLC0415
    from django.utils import timezone  # noqa: PLC0415

    from devservices.newsletter.corpus import Corpus, add_readers  # noqa: PLC0415
    from newsletters.sending import send_issue  # noqa: PLC0415

    chance = random.Random(seed)
    issues = Corpus().issues()
    judge = Judge()
    for issue in issues:
        wanted = add_readers(issue, -(-number // len(issues)), chance)
        mailing = send_issue(issue, at=timezone.now())
        languages = set(mailing.contents.values_list("language", flat=True))
        has_groups = mailing.contents.exclude(variant="").exists()
        seen = len(sink.messages)
        call_command("dispatch", "--once", stdout=io.StringIO())
        arrived = sink.messages[seen:]
        judge.figures["not_delivered"] += len(wanted) - len(arrived)
        for message in arrived:
            language, group = wanted[message.recipients[0]]
            judge.mail(
                message.content, language=language if language in languages else "sv", group=group if has_groups else ""
            )
    return judge.result()


class Judge:
    """What has been found so far."""

    def __init__(self) -> None:
        self.figures: Counter[str] = Counter()
        self.used: Counter[tuple[str, str]] = Counter()
        self.shown: list[str] = []
        self.largest_mail = self.largest_html = 0
        self.sentences = template_sentences()

    def mail(self, content: bytes, *, language: str, group: str) -> None:
        """Judge one mail that was meant for a reader of this language and group."""
        from email import message_from_bytes, policy  # noqa: PLC0415

        message = message_from_bytes(content, policy=policy.default)
        text, html = (message.get_body((kind,)).get_content() for kind in ("plain", "html"))  # type: ignore[union-attr]
        self.figures["mails"] += 1
        self.largest_mail = max(self.largest_mail, len(content))
        self.largest_html = max(self.largest_html, len(html.encode()))
        self.used += css_support.declarations(html)
        self._count("mail_defects", list(mail_defects(content)))
        self._count("html_defects", list(html_defects(html)))
        self._count("outlook_drops", css_support.forbidden(html))
        both = (str(message["Subject"]), text, html)
        self._count("mixed_language", list(self._mixed(*both, language=language)))
        if group:
            for part in (text, html):
                found = set(re.findall(r"\((public|representative|politician|official)\)", part))
                self._count("wrong_variant", [f"{group}: {sorted(found)}"] if found != WANTED[group] else [])

    def _mixed(self, subject: str, text: str, html: str, *, language: str) -> Iterator[str]:
        """Words of the other language, or none of the own."""
        other = "sv" if language == "en" else "en"
        if f'<html lang="{language}"' not in html:
            yield f"the HTML is not said to be in {language}"
        for name, part in (("subject", subject), ("text", text), ("html", html)):
            if f"[{other}]" in part or f"[{language}]" not in part:
                yield f"{name}: contents that are not in {language}"
        for part in (text, html):
            yield from (f"{words!r} in {language}" for words in self.sentences[other] if words.lower() in part.lower())
            if not all(words in part for words in self.sentences[language][:ALWAYS]):
                yield f"a sentence of the foot is missing in {language}"

    def _count(self, name: str, found: list[str]) -> None:
        self.figures[name] += len(found)
        for line in found:
            if line not in self.shown and len(self.shown) < SHOWN:
                self.shown.append(line)
                complain(f"{name}: {line}")

    def result(self) -> dict[str, Any]:
        """All figures."""
        names = ("mails", "not_delivered", "mail_defects", "html_defects", "outlook_drops", "mixed_language")
        return {
            **{name: self.figures[name] for name in (*names, "wrong_variant")},
            "mail_parsers": 3,
            "html_parsers": 3,
            "css_properties": len({name for name, _value in self.used}),
            "css_supported_percent": css_support.support(self.used),
            "css_properties_supported_percent": css_support.property_support(self.used),
            "css_passed_over": css_support.unsupported(self.used),
            "largest_html": self.largest_html,
            "largest_mail": self.largest_mail,
        }


def template_sentences() -> dict[str, list[str]]:
    """What our templates say, in each language."""
    from django.utils.translation import gettext, override  # noqa: PLC0415

    found = {}
    for language in ("sv", "en"):
        with override(language):
            found[language] = [gettext(words) for words in SENTENCES]
    return found


if __name__ == "__main__":
    sys.exit(main())
