"""Writing the deliveries of an audience that is too large for one transaction, so that it may be cut off anywhere."""

import datetime
from itertools import islice

from django.db import transaction

from mailings.models import Mailing
from mailings.services.compose import add_recipients

BATCH = 1000


def expand_mailing(mailing: Mailing, *, at: datetime.datetime) -> None:
    """Go on from the last recipient written until the audience is complete; only then may the mailing be sent.

    Each batch and the place it ends at are committed together. A second caller waits at the row's lock and goes on
    from there; the rows are unique, so that it could do no harm.
    """
    while _expand_batch(mailing.pk, at=at):
        pass


@transaction.atomic
def _expand_batch(mailing_pk: int, *, at: datetime.datetime) -> bool:
    mailing = Mailing.objects.select_for_update().get(pk=mailing_pk)
    if mailing.state != Mailing.State.EXPANDING:
        return False
    expand = mailing.mail_kind.expand
    if expand is None:
        raise TypeError(f"The kind {mailing.kind} does not say who is in its audience.")
    batch = list(islice(expand(mailing, mailing.expanded_to), BATCH))
    if batch:
        add_recipients(mailing, batch, at=at)
        mailing.expanded_to = batch[-1].reference
    if len(batch) < BATCH:
        mailing.state = Mailing.State.SENDING
    mailing.save(update_fields=["expanded_to", "state"])
    return mailing.state == Mailing.State.EXPANDING
