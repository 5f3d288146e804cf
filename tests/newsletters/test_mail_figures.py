"""A short form of `make check-newsletter`; and that it would see a fault."""

from typing import Any

import pytest

from devservices.newsletter import css_support
from devservices.newsletter.check import Judge, check, is_good
from devservices.newsletter.mail_readers import html_defects, mail_defects
from devservices.smtp_sink import SmtpSink

GOOD = '<!DOCTYPE html><html lang="sv" dir="ltr"><head><title>T</title></head><body><p>[sv] Hej.</p></body></html>'
MAIL = (
    "Subject: Hej\r\nMIME-Version: 1.0\r\n"
    'Content-Type: multipart/alternative; boundary="=_a"\r\n\r\n'
    "--=_a\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nHej.\r\n"
    "--=_a\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>Hej.</p>\r\n--=_a--\r\n"
)


@pytest.mark.django_db
def test_mails_of_all_sorts_are_well_made_and_in_one_language(
    mail_to_sink: SmtpSink, settings: Any, tmp_path: Any
) -> None:
    settings.MEDIA_ROOT = str(tmp_path)
    figures = check(50, seed=1, sink=mail_to_sink)
    assert is_good(figures), figures
    assert figures["mails"] == 50


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('lang="sv" ', ""),
        ("</p>", ""),
        ("<p>", "<p><table>"),
        ("[sv]", '<img src="/a.png" width="1" height="1" alt="">'),
        ("[sv]", '<img src="https://example.org/a.png" alt="">'),
        ("[sv]", '<a href="/intern/">hit</a>'),
    ],
)
def test_faults_in_the_html_are_seen(before: str, after: str) -> None:
    assert not list(html_defects(GOOD))
    assert list(html_defects(GOOD.replace(before, after, 1)))


@pytest.mark.parametrize(
    ("before", "after"), [("--=_a--", ""), ("\r\n\r\nHej", "\n\nHej"), ("Hej.", "Hå."), ("text/html", "text/plain")]
)
def test_faults_in_the_mail_are_seen(before: str, after: str) -> None:
    assert not list(mail_defects(MAIL.encode()))
    assert list(mail_defects(MAIL.replace(before, after, 1).encode()))


def test_words_of_the_other_language_are_seen() -> None:
    judge = Judge()
    swedish = "[sv] Läs i webbläsaren, Ändra dina val, Avsluta nyhetsbrevet"
    html = f'<html lang="sv"><p>{swedish}</p>'
    assert not list(judge._mixed("[sv]", swedish, html, language="sv"))
    assert list(judge._mixed("[sv]", f"{swedish} Read in the browser", html, language="sv"))
    assert list(judge._mixed("[sv]", swedish, f"{html} [en]", language="sv"))
    assert list(judge._mixed("[sv]", "[sv]", html, language="sv"))


def test_css_that_clients_drop_is_counted() -> None:
    used = css_support.declarations('<p style="color: red; padding: 4px; display: flex"></p>')
    assert css_support.unsupported(used)["outlook"] == ["display"]
    assert css_support.forbidden('<p style="padding:0;display:flex">') == ["display:flex"]
    assert css_support.feature_of("padding-left", "4px") == "css-padding"
    assert css_support.support(css_support.declarations('<p style="padding:0;display:flex">'))["outlook"] == 50.0
