"""What can be in the way of a hand-over. Each message is for the person at the terminal."""

from collections.abc import Sequence

SHOWN = 20


class HandOverError(Exception):
    """A hand-over that cannot be done."""


class CannotExportError(HandOverError):
    """The portal holds something that no archive can carry faithfully."""


class DamagedArchiveError(HandOverError):
    """An archive that is not what was exported: cut off, altered, or something else altogether."""

    def __init__(self, problems: Sequence[str]) -> None:
        self.problems = list(problems)
        shown = self.problems[:SHOWN]
        if len(self.problems) > SHOWN:
            shown.append(f"… and {len(self.problems) - SHOWN} more")
        super().__init__("The archive is damaged:\n" + "\n".join(f"- {problem}" for problem in shown))


class OtherSchemaError(HandOverError):
    """An archive of another version of the portal."""


class NotEmptyError(HandOverError):
    """A portal that holds something already."""


class ImportFailedError(HandOverError):
    """An archive that is whole, and yet cannot be imported here. Nothing of it is left."""
