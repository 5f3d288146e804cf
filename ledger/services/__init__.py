"""The ledger's verbs."""

from ledger.services.fees import FeeError, compute_fees, mark_fee
from ledger.services.joining import (
    ApplicationError,
    accept,
    apply_for_membership,
    confirm_application,
    decline,
    delete_unconfirmed,
    set_step,
    welcome_member,
)
from ledger.services.leaving import NoticeError, end_memberships, give_notice, withdraw_notice
from ledger.services.records import membership_of, record_letter, record_link, record_report
from ledger.services.reminding import ReminderError, receivers_of, remind_member

__all__ = [
    "ApplicationError",
    "FeeError",
    "NoticeError",
    "ReminderError",
    "accept",
    "apply_for_membership",
    "compute_fees",
    "confirm_application",
    "decline",
    "delete_unconfirmed",
    "end_memberships",
    "give_notice",
    "mark_fee",
    "membership_of",
    "receivers_of",
    "record_letter",
    "record_link",
    "record_report",
    "remind_member",
    "set_step",
    "welcome_member",
    "withdraw_notice",
]
