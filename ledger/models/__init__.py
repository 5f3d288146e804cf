"""The membership ledger's rows."""

from ledger.models.application import Application, OnboardingStep, OnboardingTask
from ledger.models.fee import Fee, FeeRule
from ledger.models.membership import Membership, NoticeRule
from ledger.models.report import YearlyReport

__all__ = [
    "Application",
    "Fee",
    "FeeRule",
    "Membership",
    "NoticeRule",
    "OnboardingStep",
    "OnboardingTask",
    "YearlyReport",
]
