"""How far a mailing has come."""

from dataclasses import dataclass

from django.db.models import Count

from mailings.models import Delivery, Mailing


@dataclass(frozen=True)
class Progress:
    """Numbers of deliveries by what has become of them. They sum to the audience at every moment.

    `bounced` and `complained` tell what came back later of those that the mail server accepted: they are among
    `accepted`, and not a part of the sum.
    """

    accepted: int = 0
    deferred: int = 0
    failed: int = 0
    suppressed: int = 0
    uncertain: int = 0
    cancelled: int = 0
    expired: int = 0
    remaining: int = 0
    bounced: int = 0
    complained: int = 0

    @property
    def audience(self) -> int:
        """How many deliveries there are."""
        return sum(vars(self).values()) - self.bounced - self.complained

    @property
    def settled(self) -> int:
        """How many of them nothing more will happen to by itself."""
        return self.audience - self.remaining - self.deferred

    @property
    def percent(self) -> int:
        """Settled ones of all, 0 to 100."""
        return 100 * self.settled // self.audience if self.audience else 0


_FIELD_OF = {
    Delivery.State.QUEUED: "remaining",
    Delivery.State.CLAIMED: "remaining",
    Delivery.State.SENDING: "remaining",
}


def progress(mailing: Mailing) -> Progress:
    """Count a mailing's deliveries in one query."""
    return progress_of([mailing])[mailing.pk]


def progress_of(mailings: list[Mailing]) -> dict[int, Progress]:
    """Count the deliveries of several mailings in one query, by primary key."""
    counts: dict[int, dict[str, int]] = {mailing.pk: {} for mailing in mailings}
    rows = (
        Delivery.objects.filter(mailing__in=mailings)
        .order_by()
        .values_list("mailing_id", "state")
        .annotate(Count("pk"), Count("bounced_at"), Count("complained_at"))
    )
    for mailing_id, state, number, bounced, complained in rows:
        name = _FIELD_OF.get(state, state)
        counts[mailing_id][name] = counts[mailing_id].get(name, 0) + number
        if state == Delivery.State.ACCEPTED:
            counts[mailing_id].update(bounced=bounced, complained=complained)
    return {pk: Progress(**numbers) for pk, numbers in counts.items()}
