"""What is sent over real SMTP is seen in the inbox and the API, whole; and a mail can do nothing to its reader."""

import json
import smtplib
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from devservices.mail_catcher import MailCatcher
from devservices.mail_store import MailStore
from devservices.ports import find_free_port

EVENT = (
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//example//EN\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\nUID:1@example.org\r\n"
    "DTSTAMP:20261101T080000Z\r\nDTSTART:20261201T090000Z\r\nSUMMARY:Strategmöte\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)


class Catcher(MailCatcher):
    """A catcher with a client beside it."""

    def __init__(self, folder: Path) -> None:
        self.smtp_port, self.http_port = find_free_port(), find_free_port()
        super().__init__(folder, smtp_port=self.smtp_port, http_port=self.http_port)

    def send(self, message: EmailMessage, *recipients: str) -> None:
        with smtplib.SMTP("127.0.0.1", self.smtp_port, timeout=5) as client:
            client.send_message(message, "portal@example.org", list(recipients))

    def open(self, path: str, *, method: str = "GET", headers: dict[str, str] | None = None) -> Any:
        url = f"http://127.0.0.1:{self.http_port}{path}"
        return urlopen(Request(url, method=method, headers=headers or {}), timeout=5)

    def api(self, path: str) -> Any:
        with self.open(f"/api/messages{path}") as answer:
            return json.load(answer)


@pytest.fixture
def catcher(tmp_path: Path) -> Iterator[Catcher]:
    catcher = Catcher(tmp_path / "mail")
    catcher.start()
    yield catcher
    catcher.stop()


def invitation() -> EmailMessage:
    message = EmailMessage()
    message["Subject"] = "Kallelse: möte om <hälsa>"
    message["From"] = "Nätverket <portal@example.org>"
    message["To"] = "anna@example.org"
    message["Message-ID"] = "<one@example.org>"
    message.set_content("Svara här: https://portal.example.org/svar/abc\n")
    message.add_alternative(
        '<html><head></head><body><a href="https://portal.example.org/svar/abc?a=1&amp;b=2">Svara</a>'
        '<img src="cid:logo"><script>alert(1)</script></body></html>',
        subtype="html",
    )
    message.add_attachment(
        EVENT.encode(), maintype="text", subtype="calendar", filename="möte.ics", params={"method": "REQUEST"}
    )
    message.add_attachment(b"\x89PNG", maintype="image", subtype="png", cid="<logo>", filename="logo.png")
    return message


def test_message_is_listed_with_its_envelope(catcher: Catcher) -> None:
    catcher.send(invitation(), "anna@example.org", "bo@example.org")
    (summary,) = catcher.api("")
    assert summary["subject"] == "Kallelse: möte om <hälsa>"
    assert summary["to"] == ["anna@example.org", "bo@example.org"]
    assert summary["message_id"] == "<one@example.org>"


def test_message_is_told_whole(catcher: Catcher) -> None:
    catcher.send(invitation(), "anna@example.org")
    detail = catcher.api("/" + catcher.api("")[0]["id"])
    assert detail["text"] == "Svara här: https://portal.example.org/svar/abc\n"
    assert detail["links"] == [
        "https://portal.example.org/svar/abc",
        "https://portal.example.org/svar/abc?a=1&b=2",
    ]
    assert "SUMMARY:Strategmöte" in detail["calendar"]
    assert [part["name"] for part in detail["attachments"]] == ["möte.ics", "logo.png"]
    assert ["Subject", "Kallelse: möte om <hälsa>"] in detail["headers"]


def test_message_page_escapes_what_the_mail_says(catcher: Catcher) -> None:
    catcher.send(invitation(), "anna@example.org")
    page = catcher.open("/messages/" + catcher.api("")[0]["id"]).read().decode()
    assert "möte om &lt;hälsa&gt;" in page
    assert "Strategmöte" in page
    assert "alert(1)" not in page


def test_html_is_framed_without_scripts_and_with_its_own_pictures(catcher: Catcher) -> None:
    catcher.send(invitation(), "anna@example.org")
    answer = catcher.open(f"/messages/{catcher.api('')[0]['id']}/html")
    assert answer.headers["Content-Security-Policy"].startswith("sandbox allow-popups ")
    assert "allow-scripts" not in answer.headers["Content-Security-Policy"]
    html = answer.read().decode()
    assert "/parts/1" in html
    assert '<base target="_blank">' in html


def test_attachment_is_a_download_under_its_own_name(catcher: Catcher) -> None:
    catcher.send(invitation(), "anna@example.org")
    answer = catcher.open(f"/messages/{catcher.api('')[0]['id']}/parts/0")
    assert answer.headers["Content-Disposition"] == "attachment; filename*=UTF-8''m%C3%B6te.ics"
    assert answer.read() == EVENT.encode()


def test_newest_is_first_and_search_finds_subject_and_address(catcher: Catcher) -> None:
    for number in range(3):
        message = EmailMessage()
        message["Subject"] = f"Nummer {number}"
        catcher.send(message, f"reader{number}@example.org")
    assert [summary["subject"] for summary in catcher.api("")] == ["Nummer 2", "Nummer 1", "Nummer 0"]
    assert [summary["subject"] for summary in catcher.api("?q=reader1")] == ["Nummer 1"]
    assert len(catcher.api("?limit=2")) == 2


def test_deleting_all_takes_a_post_from_the_inbox_itself(catcher: Catcher) -> None:
    catcher.send(invitation(), "anna@example.org")
    with pytest.raises(HTTPError, match="403"):
        catcher.open("/delete-all", method="POST", headers={"Origin": "https://elsewhere.example"})
    with pytest.raises(HTTPError, match="404"):
        catcher.open("/delete-all")
    assert len(catcher.api("")) == 1
    catcher.open("/delete-all", method="POST").close()
    assert catcher.api("") == []


def test_other_host_names_are_refused(catcher: Catcher) -> None:
    with pytest.raises(HTTPError, match="403"):
        catcher.open("/", headers={"Host": "rebound.example:80"})


@pytest.mark.parametrize(
    "path", ["/messages/nothing", "/messages/..", "/api/messages/nothing", "/messages/x/parts/9", "/x"]
)
def test_what_is_not_there_is_said(catcher: Catcher, path: str) -> None:
    with pytest.raises(HTTPError, match="404"):
        catcher.open(path)


def test_mail_outlives_the_catcher_byte_for_byte(tmp_path: Path) -> None:
    content = "Subject: Hälsa\r\n\r\nRad ett\r\n.\r\n".encode()
    kept = MailStore(tmp_path / "mail").add(sender="a@example.org", recipients=["b@example.org"], content=content)
    message = MailStore(tmp_path / "mail").get(kept)
    assert (message.raw, message.sender, message.recipients) == (content, "a@example.org", ("b@example.org",))


def test_undeclared_charset_is_shown_as_well_as_can_be(catcher: Catcher) -> None:
    message = EmailMessage()
    message["Subject"] = "Utan charset"
    message.set_content("å", charset="utf-8")
    message.set_param("charset", "no-such-charset")
    catcher.send(message, "anna@example.org")
    assert catcher.api("/" + catcher.api("")[0]["id"])["text"] == "å\n"
