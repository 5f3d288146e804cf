"""Named steps with their duration, and the one way to run a command in them."""

import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


@dataclass
class Stages:
    """Keeps how long each step took, and which failed."""

    seconds: dict[str, float] = field(default_factory=dict)
    failed: list[str] = field(default_factory=list)

    @contextmanager
    def timed(self, name: str) -> Iterator[None]:
        """Announce a step and remember its duration, also when it raises."""
        say(f"\n▸ {name}")
        began = time.monotonic()
        try:
            yield
        finally:
            self.seconds[name] = time.monotonic() - began

    def run(self, name: str, command: Sequence[str], env: Mapping[str, str] | None = None) -> bool:
        """Run a command as a step, its output shown; a bad end is remembered and given back as False."""
        with self.timed(name):
            ended_well = subprocess.run(list(command), cwd=ROOT, env=env, check=False).returncode == 0
        if not ended_well:
            self.failed.append(name)
        return ended_well

    def report(self) -> str:
        """One line a step, and the sum."""
        lines = [
            f"  {'✗' if name in self.failed else '✓'} {name:<34} {seconds:7.1f} s"
            for name, seconds in self.seconds.items()
        ]
        return "\n".join(["", *lines, f"    {'in all':<34} {sum(self.seconds.values()):7.1f} s"])


@contextmanager
def step(name: str) -> Iterator[None]:
    """Say what is being done, and how long it took."""
    began = time.monotonic()
    say(f"  … {name}")
    yield
    up = "\x1b[1A\r" if sys.stdout.isatty() else ""  # on a terminal, the line becomes the result
    say(f"{up}  ✓ {name}: {time.monotonic() - began:.1f} s")


def say(text: str) -> None:
    """Print at once, also when the output is a file."""
    print(text, flush=True)


def complain(text: str) -> None:
    """Print what went wrong where errors go."""
    print(text, file=sys.stderr, flush=True)
