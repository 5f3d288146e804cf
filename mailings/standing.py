"""How far mailings have come, put together for a page: numbers, what waits for a person, speed and time left."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models import Count, Min

from mailings.models import Delivery, Mailing
from mailings.services.progress import Progress, progress_of

# Long enough to be steady, short enough to tell what is so now.
WINDOW = datetime.timedelta(minutes=2)


@dataclass(frozen=True)
class Pace:
    """How many mails a minute were accepted lately, and how long the rest will take at that speed; None = unknown."""

    per_minute: int | None = None
    left: datetime.timedelta | None = None


@dataclass(frozen=True)
class Standing:
    """One mailing's numbers. `asking` uncertain mails wait for a person; they are among `progress.uncertain`."""

    mailing: Mailing
    progress: Progress
    asking: int = 0
    pace: Pace = field(default_factory=Pace)

    @property
    def tenths(self) -> int:
        """How many tenths of the audience are settled: a page says aloud only that this has changed."""
        return self.progress.percent // 10

    @property
    def moves(self) -> bool:
        """Whether the numbers may still change by themselves, so that a page should look again."""
        return not self.mailing.is_finished


def standings_of(mailings: Sequence[Mailing]) -> list[Standing]:
    """Read the numbers of several mailings in two queries; without their pace."""
    numbers = progress_of(list(mailings))
    rows = Delivery.objects.asking().filter(mailing__in=mailings).order_by().values_list("mailing_id")
    asking = dict(rows.annotate(Count("pk")))
    return [Standing(mailing, numbers[mailing.pk], asking.get(mailing.pk, 0)) for mailing in mailings]


def standing_of(mailing: Mailing, *, now: datetime.datetime) -> Standing:
    """Read one mailing's numbers in two queries, and its pace in a third while it is being sent."""
    [standing] = standings_of([mailing])
    if mailing.state != Mailing.State.SENDING:
        return standing
    pace = read_pace(mailing, remaining=standing.progress.remaining, now=now)
    return Standing(mailing, standing.progress, standing.asking, pace)


def read_pace(mailing: Mailing, *, remaining: int, now: datetime.datetime) -> Pace:
    """Count what was accepted within the last two minutes, or since the first of it."""
    recent = mailing.deliveries.filter(
        state=Delivery.State.ACCEPTED, accepted_at__gt=now - WINDOW, accepted_at__lte=now
    )
    found = recent.aggregate(number=Count("pk"), first=Min("accepted_at"))
    if not found["number"]:
        return Pace()
    seconds = max((now - found["first"]).total_seconds(), 1.0)
    per_second = found["number"] / seconds
    left = datetime.timedelta(seconds=round(remaining / per_second)) if remaining else None
    return Pace(per_minute=round(per_second * 60), left=left)
