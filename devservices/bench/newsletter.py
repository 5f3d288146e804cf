"""A newsletter as it really is: 30 kB, text and HTML, each reader's own name and links in it, sent by its own kind."""

import uuid
from collections.abc import Iterator, Sequence
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formatdate

from django.utils import timezone

from core.tokens import new_nonce
from mailings.models import Mailing
from mailings.services import MailContent, create_mailing, expand_mailing
from newsletters.emails import ISSUE_KIND
from newsletters.links import set_hashes
from newsletters.models import Subscriber

BATCH = 2000
SENTENCE = "Nätverket för hälsosamma städer möts i Åmål och delar erfarenheter av rörelse, sömn och gemenskap. "
FOOT_TEXT = "\n\n%%greeting%% Byt språk: %%manage_url%%\nAvsluta: %%unsubscribe_url%%\n"
FOOT_HTML = '<p>%%greeting%% <a href="%%manage_url%%">Byt språk</a> <a href="%%unsubscribe_url%%">Avsluta</a></p>'
PARAGRAPHS = 25


def words() -> tuple[str, str]:
    """Text and HTML, together some 30 kB when encoded."""
    paragraph = SENTENCE * 3
    text = "Hej %%name%%!\n\n" + "\n\n".join(paragraph for _number in range(PARAGRAPHS)) + FOOT_TEXT
    cell = f'<td style="padding:0 0 24px;font:16px/1.5 Verdana,sans-serif;color:#1d2b2a">{paragraph}{SENTENCE}</td>'
    rows = "\n".join(f"<tr>{cell}</tr>" for _number in range(PARAGRAPHS))
    body = f"<p>Hej %%name%%!</p><table>\n{rows}\n</table>{FOOT_HTML}"
    return text, f'<!doctype html>\n<html lang="sv"><body>\n{body}</body></html>'


def content() -> MailContent:
    """The frozen words in Swedish."""
    text, html = words()
    return MailContent(language="sv", subject="Nyheter från nätverket i vår", text=text, html=html)


def add_subscribers(number: int, *, group: str) -> None:
    """Write confirmed subscribers; only those of the latest group get the next issue."""
    Subscriber.objects.confirmed().update(state=Subscriber.State.UNSUBSCRIBED)
    now = timezone.now()
    first = (Subscriber.objects.order_by("-pk").values_list("pk", flat=True).first() or 0) + 1
    for start in range(0, number, BATCH):
        rows = []
        for position in range(start, min(number, start + BATCH)):
            row = Subscriber(
                pk=first + position,
                address=f"{group}-{position}@kommun{position % 40}.example",
                name=f"Åsa Öberg {position}",
                state=Subscriber.State.CONFIRMED,
                consent_wording="Ja",
                consent_source="/",
                consented_at=now,
                confirmed_at=now,
                nonce=new_nonce(),
            )
            set_hashes(row)
            rows.append(row)
        Subscriber.objects.bulk_create(rows)


def write_mailing(*, expand: bool = True) -> Mailing:
    """Write a mailing to all confirmed subscribers, and its deliveries unless the worker is to do that."""
    now = timezone.now()
    mailing = create_mailing(
        kind=ISSUE_KIND, key=f"bench-{uuid.uuid4().hex}", label="Nyheter", contents=[content()], recipients=None, at=now
    )
    if expand:
        expand_mailing(mailing, at=now)
    return mailing


def plain_messages(addresses: Sequence[str]) -> Iterator[bytes]:
    """The same newsletter rendered in advance, one finished message for each address, as for a plain smtplib client."""
    text, html = words()
    message = EmailMessage(policy=SMTP)
    message["From"] = "Nätverket <portal@example.org>"
    message["To"] = "%%address%%"
    message["Subject"] = "Nyheter från nätverket i vår"
    message["Date"] = formatdate()
    message["Message-ID"] = "<%%id%%@example.org>"
    message["List-Unsubscribe"] = "<https://portal.example.org/leave/%%id%%/>"
    message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content(text, cte="quoted-printable")
    message.add_alternative(html, subtype="html", cte="quoted-printable")
    raw = message.as_bytes()
    for number, address in enumerate(addresses):
        own = raw.replace(b"%%address%%", address.encode()).replace(b"%%id%%", f"{number:032d}".encode())
        yield own.replace(b"%%name%%", f"Reader {number}".encode())
