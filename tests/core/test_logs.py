"""No log line shows an address."""

import json
import logging
from typing import Any

import pytest
from django.conf import settings
from django.utils.module_loading import import_string

from core.logs import JsonFormatter, PlainFormatter, without_addresses


def record(message: str, *args: object, **extra: object) -> logging.LogRecord:
    made = logging.LogRecord("mailings", logging.INFO, __file__, 1, message, args, None)
    vars(made).update(extra)
    return made


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("to anna@example.org: no", "to [address] no"),
        ("<anna.b+x@example.org>", "<[address]>"),
        ('"anna"@example.org', '"anna"[address]'),
        ("redis://:secret@queue:6379/0", "[address]"),
        ("åsa@öberg.se and bo@example.org", "[address] and [address]"),
        ("a@b@c", "[address]"),
        ("no address", "no address"),
    ],
)
def test_addresses_are_taken_out(text: str, clean: str) -> None:
    assert without_addresses(text) == clean


def test_json_tells_what_was_given_along() -> None:
    line = JsonFormatter().format(record("Delivery %d put off", 7, delivery=7, mailing=3, reply="bo@example.org: no"))
    told = json.loads(line)
    assert told["message"] == "Delivery 7 put off"
    assert (told["delivery"], told["mailing"], told["level"]) == (7, 3, "INFO")
    assert told["reply"] == "[address] no"
    assert told["time"].endswith("+00:00")
    assert "\n" not in line


def test_json_is_json_whatever_is_in_it() -> None:
    line = JsonFormatter().format(record('"x"@y {"z": "a@b"}\n', nested={"a@b": ["c@d", 1, None]}, odd=object()))
    assert "@" not in line
    assert json.loads(line)["nested"] == {"[address]": ["[address]", 1, None]}


@pytest.mark.parametrize("formatter", [PlainFormatter(), JsonFormatter()])
def test_tracebacks_hold_no_address(formatter: logging.Formatter) -> None:
    try:
        raise ValueError("anna@example.org")
    except ValueError as error:
        failed = record("It failed.")
        failed.exc_info = (ValueError, error, error.__traceback__)
    line = formatter.format(failed)
    assert "ValueError" in line
    assert "@" not in line


def test_the_settings_use_these_formatters() -> None:
    configured: dict[str, Any] = settings.LOGGING["formatters"]
    assert {import_string(formatter["()"]) for formatter in configured.values()} == {PlainFormatter, JsonFormatter}
    assert settings.LOGGING["root"]["handlers"] == ["console"]
