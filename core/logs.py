"""Log lines without addresses: for people, or one JSON object a line for a log server."""

from __future__ import annotations

import datetime
import json
import logging
import re

# More than RFC 5321 allows: a log line shows no address, and no password of a URL, whatever a library puts into it.
ADDRESS = re.compile(r"[^\s<>\"'(),;=\[\]{}|]*@[^\s<>\"'(),;=\[\]{}|]*")
REMOVED = "[address]"
# What every record has; whatever else it has was given as `extra` and is told.
USUAL = {*vars(logging.makeLogRecord({})), "message", "asctime", "taskName"}


def without_addresses(text: str) -> str:
    """The text with each mail address (and whatever else holds an @) taken out."""
    return ADDRESS.sub(REMOVED, text)


class PlainFormatter(logging.Formatter):
    """Lines for people, tracebacks included."""

    def format(self, record: logging.LogRecord) -> str:
        """One record, without addresses."""
        return without_addresses(super().format(record))


class JsonFormatter(logging.Formatter):
    """One JSON object a line: time (UTC, ISO 8601), level, logger, message, the error's traceback, every `extra`."""

    def format(self, record: logging.LogRecord) -> str:
        """One record, without addresses."""
        line = {
            "time": datetime.datetime.fromtimestamp(record.created, tz=datetime.UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info:
            line["error"] = self.formatException(record.exc_info)
        line |= {name: value for name, value in vars(record).items() if name not in USUAL}
        # Taken out of each text, not of the whole line: what is left is JSON whatever stood in it.
        return json.dumps(_cleaned(line), ensure_ascii=False)


def _cleaned(value: object) -> object:
    if isinstance(value, dict):
        return {without_addresses(str(name)): _cleaned(item) for name, item in value.items()}
    if isinstance(value, list | tuple | set):
        return [_cleaned(item) for item in value]
    if value is None or isinstance(value, bool | int | float):
        return value
    return without_addresses(str(value))
