"""The reading end of a sender's journal, for whoever takes its deliveries over."""

from __future__ import annotations

import fcntl
import os
import time
from types import TracebackType

from mailings.delivery.journal import SEALED, Testimony, journal_path, read_entries

# A sender that passed the seal a moment ago has written its intent before; this is for processors that tell late.
SETTLE_SECONDS = 0.02


class Witness:
    """The journal of another sender: is it at work, and if it is not to be any more, what had it done?"""

    def __init__(self, key: str) -> None:
        self.path = journal_path(key)
        self._file: int | None = None

    def __enter__(self) -> Witness:
        try:
            self._file = os.open(self.path, os.O_RDWR)
        except OSError:
            self._file = None
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._file is not None:
            os.close(self._file)

    @property
    def is_here(self) -> bool:
        """Whether this machine has the journal."""
        return self._file is not None

    def is_gone(self) -> bool:
        """Whether the journal is here and its sender is not: the sender holds a lock for as long as it lives."""
        if self._file is None:
            return False
        try:
            fcntl.flock(self._file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except OSError:
            return False
        fcntl.flock(self._file, fcntl.LOCK_UN)
        return True

    def testify(self) -> Testimony | None:
        """Seal the journal and read it. None if it is not here or cannot be trusted: then nobody knows anything."""
        if self._file is None:
            return None
        os.pwrite(self._file, SEALED, 0)
        if not self.is_gone():
            time.sleep(SETTLE_SECONDS)
        os.lseek(self._file, 0, os.SEEK_SET)
        with open(self._file, "rb", closefd=False) as journal:
            return read_entries(journal.read())

    def remove(self) -> None:
        """Delete the journal. Only when everything in it stands in the database."""
        self.path.unlink(missing_ok=True)
