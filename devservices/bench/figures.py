"""The last line of a measurement: one JSON object."""

import json
import math
from collections.abc import Mapping, Sequence

from devservices.stages import say


class NotMeasured(RuntimeError):
    """The run is void: something that must hold did not, and its figures would mean nothing."""


def percentile(values: Sequence[float], percent: float) -> float:
    """The nearest-rank percentile: a value that occurred. Raises ValueError when there is none."""
    if not values:
        raise ValueError("a percentile of nothing")
    return sorted(values)[max(0, math.ceil(len(values) * percent / 100) - 1)]


def publish(figures: Mapping[str, object]) -> None:
    """Print the figures as one line of JSON, numbers with as many digits as they deserve."""
    say(json.dumps({name: rounded(value) for name, value in figures.items()}))


def rounded(value: object) -> object:
    """Four significant digits, and no fraction from 1,000 on; anything but a fraction as it is."""
    if not isinstance(value, float) or not math.isfinite(value) or value == 0:
        return value
    if abs(value) >= 1000:
        return round(value)
    return round(value, max(0, 3 - math.floor(math.log10(abs(value)))))
