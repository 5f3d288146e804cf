"""Plots that are drawn on the server: bars and columns in shares of the width, so that they fit any screen.

Templates turn them into SVG (components/bar-chart.html, components/column-chart.html), each with the same as a table.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

ROW = 44
BAR_TOP = 22
COLUMNS_HEIGHT = 160
# A bar that stands for something is seen, however small its share.
LEAST = 0.4


@dataclass(frozen=True)
class Part:
    """A part of a bar: what it stands for (`kind` is its color's name), how much, and its place as "12.5%"."""

    kind: str
    label: str
    value: int
    x: str = "0%"
    width: str = "0%"


@dataclass(frozen=True)
class Bar:
    """One row: its name, the parts side by side, and its place in pixels."""

    label: str
    parts: tuple[Part, ...]
    text_y: int
    bar_y: int

    @property
    def total(self) -> int:
        """What the whole bar stands for."""
        return sum(part.value for part in self.parts)


@dataclass(frozen=True)
class BarChart:
    """Rows under one another, and the height of all in pixels."""

    bars: tuple[Bar, ...]
    height: int

    @property
    def legend(self) -> tuple[Part, ...]:
        """What each color stands for."""
        return self.bars[0].parts if self.bars else ()


@dataclass(frozen=True)
class Column:
    """One step of time: its name, how much, and its place."""

    label: str
    value: int
    x: str
    width: str
    y: int
    height: int


@dataclass(frozen=True)
class ColumnChart:
    """Columns side by side, the highest value, and the height of all in pixels."""

    columns: tuple[Column, ...]
    most: int
    height: int


def share(value: float, of: float) -> str:
    """A share as SVG wants it: with a point, whatever the language."""
    return f"{100 * value / of if of else 0:.2f}%"


def bar_chart(rows: Sequence[tuple[str, Sequence[Part]]]) -> BarChart:
    """Draw rows of (name, parts); the longest fills the width. Parts of nothing stay in the table and the legend."""
    longest = max((sum(part.value for part in parts) for _label, parts in rows), default=0)
    bars = tuple(
        Bar(label=label, parts=_placed(parts, longest), text_y=number * ROW + 14, bar_y=number * ROW + BAR_TOP)
        for number, (label, parts) in enumerate(rows)
    )
    return BarChart(bars=bars, height=len(bars) * ROW)


def _placed(parts: Sequence[Part], longest: int) -> tuple[Part, ...]:
    placed, start = [], 0.0
    for part in parts:
        width = max(100 * part.value / longest, LEAST) if part.value else 0.0
        placed.append(Part(part.kind, part.label, part.value, share(start, 100), share(width, 100)))
        start += width
    return tuple(placed)


def column_chart(steps: Sequence[tuple[str, int]]) -> ColumnChart:
    """Draw steps of (name, value); the highest fills the height."""
    most = max((value for _label, value in steps), default=0)
    columns = []
    for number, (label, value) in enumerate(steps):
        height = max(round(COLUMNS_HEIGHT * value / most), 2) if value else 0
        columns.append(
            Column(
                label=label,
                value=value,
                x=share(number + 0.1, len(steps)),
                width=share(0.8, len(steps)),
                y=COLUMNS_HEIGHT - height,
                height=height,
            )
        )
    return ColumnChart(columns=tuple(columns), most=most, height=COLUMNS_HEIGHT)
