"""The verbs of the outbox, for the apps above."""

from mailings.services.compose import (
    MailContent,
    Recipient,
    UnsafeTextError,
    create_mailing,
    send_test,
)
from mailings.services.dispatch import dispatch_due, finish_mailings
from mailings.services.expand import expand_mailing
from mailings.services.lifecycle import (
    InvalidStateError,
    cancel_mailing,
    drop_mailing,
    leave_uncertain,
    pause_mailing,
    resume_mailing,
    retry_failed,
    send_again,
)
from mailings.services.progress import Progress, progress
from mailings.services.recover import Recovered, recover_senders
from mailings.services.suppress import is_suppressed, lift_suppression, suppress
from mailings.services.words import make_content

__all__ = [
    "InvalidStateError",
    "MailContent",
    "Progress",
    "Recipient",
    "Recovered",
    "UnsafeTextError",
    "cancel_mailing",
    "create_mailing",
    "dispatch_due",
    "drop_mailing",
    "expand_mailing",
    "finish_mailings",
    "is_suppressed",
    "leave_uncertain",
    "lift_suppression",
    "make_content",
    "pause_mailing",
    "progress",
    "recover_senders",
    "resume_mailing",
    "retry_failed",
    "send_again",
    "send_test",
    "suppress",
]
