"""One turn of the engine, with or without Celery."""

import datetime
import logging
from collections.abc import Callable

from django.db import DatabaseError, transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from mailings.delivery.drain import Clock
from mailings.delivery.engine import current_engine
from mailings.kinds import Priority, UnknownKindError, wiping_kinds
from mailings.models import Delivery, Dispatcher, Mailing, MailingContent
from mailings.services.expand import expand_mailing
from mailings.services.recover import recover_senders

logger = logging.getLogger(__name__)

# Short enough for a worker that is told to stop: it finishes what it does, and gives back what it holds.
DRAIN_FOR = datetime.timedelta(seconds=20)


def prepare(*, now: datetime.datetime) -> None:
    """Do what comes before sending: miss what is too late, begin what is due, expand, take up what was dropped."""
    Dispatcher.objects.saw(now)
    miss_late(now=now)
    recover_senders(now=now)
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


def dispatch_due(*, clock: Clock = timezone.now, drain_for: datetime.timedelta = DRAIN_FOR, waits: bool = False) -> int:
    """Prepare, then send everything that is due, transactional mail first; gives the number of accepted messages. One
    that `waits` stays for mail that a rate keeps back."""
    prepare(now=clock())
    accepted = sum(drain(priority, clock=clock, drain_for=drain_for, waits=waits) for priority in Priority)
    finish_mailings(now=clock())
    return accepted


def drain(
    priority: Priority,
    *,
    clock: Clock = timezone.now,
    drain_for: datetime.timedelta = DRAIN_FOR,
    keeps: bool = False,
    waits: bool = False,
    on_backlog: Callable[[], None] | None = None,
) -> int:
    """Send what is due of one priority for some time; gives the number of accepted messages. One that `keeps` leaves a
    connection open for the next time; `on_backlog` is called when there is much to do. Sends nothing while a person has
    turned sending off."""
    if Dispatcher.objects.is_off():
        return 0
    accepted = current_engine().drain(
        priority, clock=clock, until=clock() + drain_for, keeps=keeps, waits=waits, on_backlog=on_backlog
    )
    if accepted:
        logger.info("%d messages of priority %s accepted.", accepted, priority.name.lower())
    return accepted
