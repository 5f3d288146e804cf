"""The HTML of the web inbox."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from html import escape

from icalendar import Calendar

from devservices.mail_store import StoredMessage

PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{title}</title><link rel="stylesheet" href="/inbox.css"></head>
<body><header><a class="brand" href="/">Caught mail</a>{tools}</header><main>{main}</main></body></html>"""
SHOWN_PROPERTIES = ("SUMMARY", "STATUS", "LOCATION", "ORGANIZER", "ATTENDEE", "RRULE", "UID", "SEQUENCE")
SHOWN_HEADERS = ("From", "To", "Cc", "Reply-To", "Date")


def list_page(messages: Sequence[StoredMessage], *, total: int, wanted: str) -> str:
    """The newest messages, each on a line."""
    tools = (
        f'<form class="search" action="/"><input type="search" name="q" value="{escape(wanted)}" '
        'aria-label="Search" placeholder="Subject or address"><button>Search</button></form>'
        '<form method="post" action="/delete-all"><button class="quiet">Delete all</button></form>'
    )
    if not messages:
        empty = (
            "No mail matches."
            if wanted
            else "No mail yet. Whatever the portal sends appears here; nothing leaves this machine."
        )
        return page("Caught mail", f'<p class="empty">{empty}</p>', tools)
    shown = f"{len(messages)} of {total} messages" if len(messages) < total else f"{total} messages"
    rows = "".join(list_row(message) for message in messages)
    return page(
        f"Caught mail ({total})", f'<p class="count">{shown}, newest first</p><ol class="mails">{rows}</ol>', tools
    )


def list_row(message: StoredMessage) -> str:
    """One line of the list."""
    marks = '<span class="mark">calendar</span>' if message.calendar else ""
    to = ", ".join(message.recipients)
    return (
        f'<li><a href="/messages/{escape(message.id)}"><span class="to">{escape(to)}</span>'
        f'<span class="subject">{escape(message.subject) or "(no subject)"} {marks}</span>'
        f"{time_tag(message.received_at)}</a></li>"
    )


def message_page(message: StoredMessage) -> str:
    """One message: head, HTML in a frame that can do nothing, text, calendar, attachments, all headers."""
    known = [(name, str(message.email[name])) for name in SHOWN_HEADERS if message.email[name]]
    head = definition_list([("Delivered to", ", ".join(message.recipients)), *known])
    parts = [f"<h1>{escape(message.subject) or '(no subject)'}</h1>", head]
    if message.calendar:
        parts.append(calendar_panel(message.calendar))
    if message.body("html"):
        source = f"/messages/{escape(message.id)}/html"
        may = "allow-popups allow-popups-to-escape-sandbox"
        parts.append(f'<iframe title="The message" src="{source}" sandbox="{may}"></iframe>')
    if message.body("plain"):
        is_open = "" if message.body("html") else " open"
        parts.append(
            f"<details{is_open}><summary>Text part</summary><pre>{escape(message.body('plain'))}</pre></details>"
        )
    parts.append(attachments_panel(message))
    headers = definition_list((name, str(value)) for name, value in message.email.items())
    parts.append(f"<details><summary>All headers</summary>{headers}</details>")
    parts.append(f'<p><a href="/messages/{escape(message.id)}/raw">Download the message as it was sent (.eml)</a></p>')
    return page(message.subject, f"<article>{''.join(parts)}</article>")


def attachments_panel(message: StoredMessage) -> str:
    """Links to the attachments; "" without any."""
    links = "".join(
        f'<li><a href="/messages/{escape(message.id)}/parts/{part.number}">{escape(part.name)}</a> '
        f"<small>{escape(part.content_type)}, {len(part.content):,} bytes</small></li>"
        for part in message.attachments
    )
    return f"<h2>Attachments</h2><ul>{links}</ul>" if links else ""


def calendar_panel(source: str) -> str:
    """What the calendar part says, in words; its source below."""
    try:
        body = definition_list(calendar_rows(source))
    except ValueError as error:
        body = f'<p class="problem">This calendar part cannot be read: {escape(str(error))}</p>'
    return (
        f'<section class="calendar"><h2>Calendar</h2>{body}'
        f"<details><summary>Source</summary><pre>{escape(source)}</pre></details></section>"
    )


def calendar_rows(source: str) -> list[tuple[str, str]]:
    """The facts of a calendar part. Raises ValueError when it is none."""
    calendar = Calendar.from_ical(source)
    rows = [("Method", str(calendar.get("METHOD", "none")))]
    for event in calendar.walk("VEVENT"):
        for label, key in (("Starts", "DTSTART"), ("Ends", "DTEND")):
            if key in event:
                rows.append((label, str(getattr(event[key], "dt", event[key]))))
        rows += [(name.capitalize(), as_text(event[name])) for name in SHOWN_PROPERTIES if name in event]
    return rows


def as_text(value: object) -> str:
    """A calendar value as a calendar file writes it."""
    if isinstance(value, list):
        return ", ".join(as_text(one) for one in value)
    to_ical = getattr(value, "to_ical", None)
    return str(to_ical().decode("utf-8", "replace")) if to_ical and not isinstance(value, str) else str(value)


def definition_list(rows: Iterable[tuple[str, str]]) -> str:
    """Names and values."""
    return "<dl>" + "".join(f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>" for name, value in rows) + "</dl>"


def time_tag(moment: datetime) -> str:
    """A time for people: today's as a clock time, older ones with their day."""
    local = moment.astimezone()
    shape = "%H:%M:%S" if moment.date() == datetime.now(UTC).date() else "%-d %b %H:%M"
    return f'<time datetime="{moment.isoformat()}">{local.strftime(shape)}</time>'


def error_page(text: str) -> str:
    """One sentence."""
    return page("Caught mail", f'<p class="empty">{escape(text)}</p>')


def page(title: str, main: str, tools: str = "") -> str:
    """The frame of every page."""
    return PAGE.format(title=escape(title), tools=tools, main=main)
