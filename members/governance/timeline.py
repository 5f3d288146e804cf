"""Since when members have had their political bodies, as a drawing: geometry only, the words stand in the template."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from members.governance.comparison import Governance
from members.models import Member, PoliticalBody

ROW_HEIGHT = 46
HEAD_HEIGHT = 34
YEARS_BETWEEN_LINES = 5


@dataclass(frozen=True)
class Bar:
    """One body: where its bar begins and how long it is, in percent of the width; `y` in pixels."""

    member: Member
    body: PoliticalBody
    start: str
    length: str
    y: int

    @property
    def text_y(self) -> int:
        """The line of its words, above the bar."""
        return self.y + 16

    @property
    def bar_y(self) -> int:
        """The upper edge of the bar."""
        return self.y + 24


@dataclass(frozen=True)
class YearLine:
    """A year on the scale; `x` in percent of the width."""

    year: int
    x: str


@dataclass(frozen=True)
class Timeline:
    """All bars, the oldest body first, and the scale of years above them."""

    bars: Sequence[Bar]
    lines: Sequence[YearLine]
    height: int


def draw_timeline(rows: Sequence[Governance], *, this_year: int) -> Timeline:
    """Lay out the bodies whose first year is known. Percent are texts, so that no language puts a comma in them."""
    dated = [(row.member, body, body.since_year) for row in rows for body in row.bodies if body.since_year]
    dated.sort(key=lambda entry: entry[2])
    if not dated:
        return Timeline([], [], 0)
    first = min(dated[0][2], this_year) // YEARS_BETWEEN_LINES * YEARS_BETWEEN_LINES
    span = max(this_year + 1 - first, 1)

    def percent(years: float) -> str:
        return f"{100 * max(years, 0) / span:.2f}%"

    bars = [
        Bar(
            member,
            body,
            start=percent(since - first),
            length=percent(max(this_year + 1 - since, 0.25)),
            y=HEAD_HEIGHT + number * ROW_HEIGHT,
        )
        for number, (member, body, since) in enumerate(dated)
    ]
    lines = [YearLine(year, percent(year - first)) for year in range(first, this_year + 1, YEARS_BETWEEN_LINES)]
    return Timeline(bars, lines, HEAD_HEIGHT + len(bars) * ROW_HEIGHT)
