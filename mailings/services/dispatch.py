"""One turn of the engine, with or without Celery."""

import datetime
import logging

from django.db import transaction
from django.db.models import Exists, F, OuterRef
from django.utils import timezone

from mailings.delivery.drain import Clock, Drain
from mailings.delivery.outcome import resolve_uncertain
from mailings.kinds import Priority
from mailings.models import Delivery, Dispatcher, Mailing, MailingContent
from mailings.services.expand import expand_mailing

logger = logging.getLogger(__name__)

DRAIN_FOR = datetime.timedelta(seconds=50)


def prepare(*, now: datetime.datetime) -> None:
    """Do what comes before sending: miss what is too late, begin what is due, expand, take up what was dropped."""
    Dispatcher.objects.saw(now)
    miss_late(now=now)
    recover_lapsed(now=now)
    for mailing in Mailing.objects.due(now):
        begin_mailing(mailing, now=now)
    for mailing in Mailing.objects.filter(state=Mailing.State.EXPANDING):
        expand_mailing(mailing, at=now)
    finish_mailings(now=now)


def begin_mailing(mailing: Mailing, *, now: datetime.datetime) -> None:
    """Start a scheduled mailing: at once if its audience is written, else by expanding it."""
    has_audience = mailing.deliveries.exists() or mailing.mail_kind.expand is None
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
    freed = {"owner": "", "lease_until": None, "epoch": F("epoch") + 1}
    claimed = lapsed.filter(state=Delivery.State.CLAIMED).update(state=Delivery.State.QUEUED, **freed)
    sending = list(lapsed.filter(state=Delivery.State.SENDING).select_related("mailing"))
    for delivery in sending:
        state = resolve_uncertain(delivery.mailing.mail_kind.uncertain, is_repeated=delivery.is_repeated)
        lapsed.filter(pk=delivery.pk, state=Delivery.State.SENDING, epoch=delivery.epoch).update(
            state=state, is_repeated=True, phase="dot", code=None, reply="", next_attempt_at=now, **freed
        )
    return claimed, len(sending)


def finish_mailings(*, now: datetime.datetime) -> None:
    """Mark mailings done when nothing more will happen by itself, and drop bodies that carry secrets."""
    unfinished = Delivery.objects.unfinished().filter(mailing=OuterRef("pk"))
    done = list(Mailing.objects.filter(~Exists(unfinished), state=Mailing.State.SENDING))
    pks = [mailing.pk for mailing in done]
    Mailing.objects.filter(~Exists(unfinished), pk__in=pks, state=Mailing.State.SENDING).update(
        state=Mailing.State.DONE, finished_at=now
    )
    secret = [mailing.pk for mailing in done if mailing.mail_kind.wipes_bodies]
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
