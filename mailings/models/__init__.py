"""The rows that are the truth of every mail."""

from mailings.models.attempt import Attempt
from mailings.models.delivery import Delivery
from mailings.models.dispatcher import Dispatcher
from mailings.models.mailing import Mailing, MailingContent
from mailings.models.preference import HowOften, Notice, Preference
from mailings.models.rate import RateLimit
from mailings.models.relay import Relay
from mailings.models.returned import Returned
from mailings.models.sender import Sender
from mailings.models.suppression import Suppression

__all__ = [
    "Attempt",
    "Delivery",
    "Dispatcher",
    "HowOften",
    "Mailing",
    "MailingContent",
    "Notice",
    "Preference",
    "RateLimit",
    "Relay",
    "Returned",
    "Sender",
    "Suppression",
]
