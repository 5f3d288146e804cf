"""One turn of the engine, with or without Celery."""

import datetime
import logging

from django.db import DatabaseError, transaction
from django.db.models import Exists, F, OuterRef
from django.utils import timezone

from mailings.delivery.drain import Clock, Drain
from mailings.delivery.outcome import resolve_uncertain
from mailings.kinds import Priority, UncertainPolicy, UnknownKindError, wiping_kinds
from mailings.models import Attempt, Delivery, Dispatcher, Mailing, MailingContent
from mailings.services.expand import expand_mailing

logger = logging.getLogger(__name__)

# Short enough for a worker that is told to stop: it finishes what it does, and gives back what it holds.
DRAIN_FOR = datetime.timedelta(seconds=20)


def prepare(*, now: datetime.datetime) -> None:
    """Do what comes before sending: miss what is too late, begin what is due, expand, take up what was dropped."""
    Dispatcher.objects.saw(now)
    miss_late(now=now)
    recover_lapsed(now=now)
    settle_strays()
    for mailing in Mailing.objects.due(now):
        begin_mailing(mailing, now=now)
    for mailing in Mailing.objects.filter(state=Mailing.State.EXPANDING):
        try:
            expand_mailing(mailing, at=now)
        except DatabaseError:
            raise
        except Exception:  # one audience that cannot be told must not stop the others' mail
            logger.exception("The audience of mailing %d cannot be expanded.", mailing.pk)
    finish_mailings(now=now)


def settle_strays() -> None:
    """Settle what came back to wait (a lapsed claim, a mail put off) after its mailing was called off or missed."""
    waiting = Delivery.objects.filter(state__in=(Delivery.State.QUEUED, Delivery.State.DEFERRED))
    for ended, state in (
        (Mailing.State.CANCELLED, Delivery.State.CANCELLED),
        (Mailing.State.MISSED, Delivery.State.EXPIRED),
    ):
        waiting.filter(mailing__state=ended).update(state=state)


def begin_mailing(mailing: Mailing, *, now: datetime.datetime) -> None:
    """Start a scheduled mailing: at once if its audience is written, else by expanding it."""
    try:
        has_audience = mailing.deliveries.exists() or mailing.mail_kind.expand is None
    except UnknownKindError:
        logger.exception("Mailing %d cannot begin.", mailing.pk)
        return
    state = Mailing.State.SENDING if has_audience else Mailing.State.EXPANDING
    Mailing.objects.due(now).filter(pk=mailing.pk).update(state=state)


@transaction.atomic
def miss_late(*, now: datetime.datetime) -> None:
    """Give up what must not be sent late: the mailing is missed, what was waiting is expired."""
    late = list(Mailing.objects.too_late(now).values_list("pk", flat=True))
    if not late:
        return
    waiting = (Delivery.State.QUEUED, Delivery.State.DEFERRED)
    Delivery.objects.filter(mailing__in=late, state__in=waiting).update(state=Delivery.State.EXPIRED)
    Mailing.objects.filter(pk__in=late).update(state=Mailing.State.MISSED, finished_at=now)


def recover_lapsed(*, now: datetime.datetime) -> tuple[int, int]:
    """Take up what a dead sender held; gives the numbers of (claimed, sending) rows found.

    A claimed row goes back: nothing was said about it. Of a sending row nobody can know; its kind's policy decides. The
    epoch goes up, so that a sender that was only asleep can write nothing any more.
    """
    lapsed = Delivery.objects.lapsed(now)
    claimed = lapsed.filter(state=Delivery.State.CLAIMED).update(
        state=Delivery.State.QUEUED, owner="", lease_until=None, epoch=F("epoch") + 1
    )
    sending = list(lapsed.filter(state=Delivery.State.SENDING).select_related("mailing"))
    for delivery in sending:
        _recover_sending(delivery, now=now)
    return claimed, len(sending)


@transaction.atomic
def _recover_sending(delivery: Delivery, *, now: datetime.datetime) -> None:
    try:
        policy = delivery.mailing.mail_kind.uncertain
    except UnknownKindError:
        policy = UncertainPolicy.WAIT
    same = Delivery.objects.lapsed(now).filter(pk=delivery.pk, state=Delivery.State.SENDING, epoch=delivery.epoch)
    found = same.update(
        state=resolve_uncertain(policy, is_repeated=delivery.is_repeated),
        is_repeated=True,
        phase="dot",
        code=None,
        reply="",
        next_attempt_at=now,
        owner="",
        lease_until=None,
        epoch=F("epoch") + 1,
    )
    if found:
        Attempt.objects.create(delivery=delivery, at=now, phase="dot", outcome=Delivery.State.UNCERTAIN)


def finish_mailings(*, now: datetime.datetime) -> None:
    """Mark mailings done when nothing more will happen by itself, and drop bodies that carry secrets."""
    unfinished = Delivery.objects.unfinished().filter(mailing=OuterRef("pk"))
    done = list(Mailing.objects.filter(~Exists(unfinished), state=Mailing.State.SENDING))
    pks = [mailing.pk for mailing in done]
    Mailing.objects.filter(~Exists(unfinished), pk__in=pks, state=Mailing.State.SENDING).update(
        state=Mailing.State.DONE, finished_at=now
    )
    secret = [mailing.pk for mailing in done if mailing.kind in wiping_kinds()]
    uncertain = Delivery.objects.filter(mailing=OuterRef("mailing"), state=Delivery.State.UNCERTAIN)
    MailingContent.objects.filter(~Exists(uncertain), mailing__in=secret).update(text="", html="")


def dispatch_due(*, clock: Clock = timezone.now, drain_for: datetime.timedelta = DRAIN_FOR) -> int:
    """Prepare, then send everything that is due, transactional mail first; gives the number of accepted messages."""
    prepare(now=clock())
    accepted = sum(drain(priority, clock=clock, drain_for=drain_for) for priority in Priority)
    finish_mailings(now=clock())
    return accepted


def drain(priority: Priority, *, clock: Clock = timezone.now, drain_for: datetime.timedelta = DRAIN_FOR) -> int:
    """Send what is due of one priority for some time; gives the number of accepted messages."""
    accepted = Drain(priority=priority, clock=clock).run(until=clock() + drain_for)
    if accepted:
        logger.info("%d messages of priority %s accepted.", accepted, priority.name.lower())
    return accepted
