"""`make walk-calendar`: random lives of meetings, told by mail, against calendars that get the mails in any order.

The mails leave through the outbox to a real SMTP server in this process. Each person's simulated calendar takes them
in the order they came, shuffled, and twice, and must end showing what the portal says, nothing missing and no ghost.
The last line is one JSON object; ends with 0 when all is well.
"""

from __future__ import annotations

import argparse
import datetime
import json
import logging
import os
import random
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from devservices.calendar.simulated import Message, SimulatedCalendar, read_message
from devservices.smtp_sink import SmtpSink
from devservices.stages import complain, say

if TYPE_CHECKING:
    from devservices.calendar.steps import Walk

BEGIN = datetime.datetime(2027, 9, 1, 8, 0, tzinfo=datetime.UTC)
SHOWN = 10
SERIES_EVERY = 3


def main(arguments: Sequence[str] | None = None) -> int:
    """Walk on a throw-away database, compare, print."""
    parser = argparse.ArgumentParser(prog="make walk-calendar")
    parser.add_argument("--walks", type=int, default=1000)
    parser.add_argument("--steps", type=int, default=12)
    parser.add_argument("--seed", type=int, default=5546)
    parser.add_argument("--only", type=int, nargs="*", help="numbers of walks to look at by themselves")
    options = parser.parse_args(arguments)
    os.environ |= {"DJANGO_SETTINGS_MODULE": "network_portal.settings.test", "DATABASE_URL": "sqlite://:memory:"}
    import django  # noqa: PLC0415 - the settings must be chosen first

    django.setup()
    from django.conf import settings  # noqa: PLC0415
    from django.test.utils import get_runner, setup_test_environment  # noqa: PLC0415

    logging.disable(logging.INFO)
    setup_test_environment()
    get_runner(settings)(verbosity=0, interactive=False).setup_databases()
    with SmtpSink() as sink:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", sink.port
        settings.MAIL_BOUNCE_ADDRESS = "bounces@portal.example.org"
        numbers = options.only or range(options.walks)
        figures = walk(numbers, options.steps, seed=options.seed, sink=sink)
    print(json.dumps(figures))
    return 0 if figures["differences"] == figures["ghosts"] == figures["overtaken"] == 0 else 1


def walk(numbers: Sequence[int], steps: int, *, seed: int, sink: SmtpSink) -> dict[str, Any]:
    """Let all walks go side by side, a step each, while mail leaves now and then; gives the figures."""
    from devservices.calendar.steps import Walk  # noqa: PLC0415
    from mailings.services import dispatch_due  # noqa: PLC0415
    from meetings.models import MeetingKind  # noqa: PLC0415
    from members.models import Member  # noqa: PLC0415

    begun = time.monotonic()
    chance = random.Random(seed)
    member = Member.objects.create(
        name="Åmål", code="9999", county_code="14", county_name="Västra Götaland", latitude=58, longitude=12
    )
    kind, _new = MeetingKind.objects.get_or_create(key="annat", defaults={"name_sv": "Möte", "name_en": "Meeting"})
    walks = [Walk(index, seed=seed, is_series=index % SERIES_EVERY == 0, member=member, kind=kind) for index in numbers]
    now = BEGIN
    for one in walks:
        one.begin(now)
    for step in range(steps):
        for one in walks:
            one.step(now)
        say(f"  step {step + 1} of {steps}: {len(sink.messages)} mails so far")
        # Within a second, within the minute in which changes become one mail, or later.
        now += datetime.timedelta(seconds=chance.choice((0, 1, 20, 70, 3600)))
        if chance.random() < 0.6:
            dispatch_due(clock=lambda at=now: at)  # type: ignore[misc]
    for _round in range(3):
        now += datetime.timedelta(minutes=2)
        dispatch_due(clock=lambda at=now: at)  # type: ignore[misc]
    messages = read_mails(sink)
    return {
        "walks": len(walks),
        "series": sum(one.is_series for one in walks),
        "steps": dict(Counter(name for one in walks for name in one.done)),
        "mails": sum(map(len, messages.values())),
        **judge(walks, messages, chance),
        "seconds": round(time.monotonic() - begun, 1),
    }


def read_mails(sink: SmtpSink) -> dict[str, list[Message]]:
    """The calendar messages that each address got, in the order in which they came."""
    found: dict[str, list[Message]] = defaultdict(list)
    for mail in sink.messages:
        for part in mail.email.walk():
            if part.get_content_type() == "text/calendar":
                payload = part.get_payload(decode=True)
                if isinstance(payload, bytes):
                    found[mail.recipients[0]].append(read_message(payload.decode()))
    return found


def judge(walks: Sequence[Walk], messages: dict[str, list[Message]], chance: random.Random) -> dict[str, int]:
    """Compare each person's calendar with the portal, for each order of the mails."""
    counts: Counter[str] = Counter()
    for one in walks:
        for address, wanted in one.expected().items():
            got = messages.get(address, [])
            counts["overtaken"] += overtaken(got)
            counts["strangers"] += sum(message.attendee != address for message in got)
            for how, order in orders(got, chance).items():
                calendar = SimulatedCalendar()
                for message in order:
                    calendar.apply(message)
                seen = calendar.entries()
                counts["calendars"] += 1
                counts["ghosts"] += len(seen.keys() - wanted.keys())
                wrong = [key for key in wanted if seen.get(key) != wanted[key]]
                counts["differences"] += len(wrong)
                if (wrong or seen.keys() - wanted.keys()) and counts["shown"] < SHOWN:
                    counts["shown"] += 1
                    complain(f"  walk {one.number}, {address}, {how}: {one.done}\n    {seen}\n    {wanted}")
    return {name: counts[name] for name in ("calendars", "differences", "ghosts", "overtaken", "strangers")}


def overtaken(messages: Sequence[Message]) -> int:
    """How many messages came after a newer one about the same UID."""
    newest: dict[str, tuple[int, str]] = {}
    late = 0
    for message in messages:
        late += message.order < newest.get(message.uid, message.order)
        newest[message.uid] = max(message.order, newest.get(message.uid, message.order))
    return late


def orders(messages: list[Message], chance: random.Random) -> dict[str, list[Message]]:
    """The mails in order, backwards, shuffled, and each twice."""
    shuffled, twice = list(messages), messages * 2
    chance.shuffle(shuffled)
    chance.shuffle(twice)
    return {"in order": messages, "backwards": messages[::-1], "shuffled": shuffled, "twice": twice}


if __name__ == "__main__":
    sys.exit(main())
