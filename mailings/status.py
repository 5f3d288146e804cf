"""The figures of the mail: for metrics, for `manage.py mail_status`, and for whoever asks whether all is well."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Count, Min

from mailings.engine_state import EngineState, read_engine_state
from mailings.kinds import Priority
from mailings.models import Delivery, Mailing, Suppression
from mailings.models.returned import Returned

# A tick comes every 15 seconds, and a worker that sends looks up after at most 20.
TOO_SILENT = datetime.timedelta(minutes=2)
DAY = datetime.timedelta(days=1)
TOO_OLD = {Priority.TRANSACTIONAL: datetime.timedelta(minutes=5), Priority.BULK: datetime.timedelta(hours=1)}


@dataclass(frozen=True)
class MailStatus:
    """All figures at the moment `engine.now`. `waited` is how long the oldest due mail of a priority has waited;
    `returned` is what came back within a day, by what it was."""

    engine: EngineState
    deliveries: dict[str, int]
    mailings: dict[str, int]
    asking: int
    suppressions: dict[str, int]
    waited: dict[Priority, datetime.timedelta]
    bounced: int
    returned: dict[str, int]

    @property
    def is_silent(self) -> bool:
        """Whether the dispatcher has not been seen for so long that somebody should look."""
        return self.engine.seen_ago is None or self.engine.seen_ago > TOO_SILENT

    def alarms(self) -> Iterator[str]:
        """What somebody should look at, in words."""
        if self.engine.seen_ago is None:
            yield "The dispatcher has never been seen: start a worker and beat."
        elif self.is_silent:
            seconds = self.engine.seen_ago.total_seconds()
            yield f"The dispatcher was last seen {seconds:.0f} s ago: no mail leaves."
        if self.engine.relay_is_away:
            yield f"The relay does not take mail ({self.engine.relay.failures} faults in a row)."
        for priority, waited in self.waited.items():
            if waited > TOO_OLD[priority]:
                yield f"Due {priority.name.lower()} mail has waited {waited.total_seconds() / 60:.0f} min."
        if self.asking:
            yield f"{self.asking} uncertain mails wait for a person."
        if paused := self.mailings.get(Mailing.State.PAUSED, 0):
            yield f"{paused} mailings are paused."


def read_status(*, now: datetime.datetime) -> MailStatus:
    """Read everything in ten queries, whatever the number of mails; writes nothing."""
    return MailStatus(
        engine=read_engine_state(now=now),
        deliveries=_by_state(Delivery),
        mailings=_by_state(Mailing),
        asking=Delivery.objects.asking().count(),
        suppressions=dict(Suppression.objects.order_by().values_list("reason").annotate(Count("pk"))),
        waited={priority: _waited(priority, now=now) for priority in Priority},
        bounced=Delivery.objects.filter(bounced_at__isnull=False).count(),
        returned=_returned(now=now),
    )


def _returned(*, now: datetime.datetime) -> dict[str, int]:
    counts = Returned.count_verdicts(since=now - DAY)
    return {verdict: counts.get(verdict, 0) for verdict in Returned.Verdict.values}


def _by_state(model: type[Delivery] | type[Mailing]) -> dict[str, int]:
    counts = dict(model._default_manager.order_by().values_list("state").annotate(Count("pk")))
    return {state: counts.get(state, 0) for state in model.State.values}


def _waited(priority: Priority, *, now: datetime.datetime) -> datetime.timedelta:
    due = Delivery.objects.filter(
        state__in=(Delivery.State.QUEUED, Delivery.State.DEFERRED),
        priority=priority,
        next_attempt_at__lte=now,
        mailing__state=Mailing.State.SENDING,
    )
    oldest = due.aggregate(oldest=Min("next_attempt_at"))["oldest"]
    return now - oldest if oldest else datetime.timedelta()
