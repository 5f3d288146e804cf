"""What the membership ledger knows of people: who applied for a municipality."""

from __future__ import annotations

import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from core.personal_data import (
    PSEUDONYM,
    Clue,
    Ground,
    Holding,
    Kept,
    NotPersonal,
    Outcome,
    Person,
    Purpose,
    Rule,
    Traces,
    by_address,
    pseudonym,
    register,
)
from core.tokens import new_nonce
from ledger.models import Application

KEEP_APPLICANTS = datetime.timedelta(days=365)
State = Application.State


def forget_applicants(rows: QuerySet[Application], _person: Person | None, _at: datetime.datetime) -> int:
    """Take the person out of applications; which municipality asked, and what was decided, stays."""
    return rows.update(
        contact_name="", contact_title="", address=pseudonym(), phone="", reason="", decision_note="", language="sv",
        nonce=new_nonce(), token_hash="",
    )  # fmt: skip


def decided_long_ago(now: datetime.datetime) -> QuerySet[Application]:
    """Applications decided a year ago that still say who wrote them."""
    old = Application.objects.filter(state__in=(State.ACCEPTED, State.DECLINED), decided_at__lt=now - KEEP_APPLICANTS)
    return old.exclude(address__endswith=PSEUDONYM)


register(
    Purpose(
        key="membership",
        order=60,
        title=_("Membership"),
        why=_("Municipalities and regions apply, decide, pay and report; the network knows who lacks what."),
        ground=Ground.PUBLIC_TASK,
        whose=_("Whoever applies for a municipality or region"),
        what=_("Name, title, e-mail address, telephone, why the membership is wanted"),
        retention=_("Twelve months after the decision. Not confirmed: seven days. What was decided stays."),
        kept_by_law=_(
            "Letters of intent, yearly reports, fees and decisions are official documents and the network's accounts; "
            "they are facts of a municipality and stay."
        ),
    ),
    Clue("ledger.Application", address="address", names="contact_name", phones="phone"),
    Holding(
        "ledger.Application",
        purpose="membership",
        columns="contact_name contact_title address phone reason language decision_note",
        secrets="nonce token_hash",
        find=by_address("address"),
        erase=forget_applicants,
        outcome=Outcome.EMPTIED,
    ),
    NotPersonal("ledger.Application", "The municipality's or region's own code and name.", "code name"),
    Traces("ledger.Application", "membership", "decided_by", tell="decided_at"),
    Traces("ledger.OnboardingStep", "membership", "done_by", tell="done_at"),
    NotPersonal("ledger.OnboardingStep", "What is done for every new member.", "text_sv text_en"),
    NotPersonal("ledger.OnboardingTask", "What is done for every new member."),
    NotPersonal("ledger.Membership", "An address on the member's own website.", "link_url"),
    Kept(
        "ledger.Membership",
        "membership",
        "letter_file",
        _("Letters of intent are official documents (tryckfrihetsförordningen, arkivlagen)."),
    ),
    Kept(
        "ledger.YearlyReport",
        "membership",
        "file",
        _("Yearly reports are official documents (tryckfrihetsförordningen, arkivlagen)."),
    ),
    Rule(
        "unconfirmed-applications",
        "membership",
        _("Applications not confirmed in seven days"),
        Outcome.DELETED,
        apply=lambda now: Application.objects.never_confirmed(now=now).delete()[0],
        forbidden=lambda now: Application.objects.never_confirmed(now=now).count(),
    ),
    Rule(
        "applicants",
        "membership",
        _("Who applied, a year after the decision"),
        Outcome.EMPTIED,
        apply=lambda now: forget_applicants(decided_long_ago(now), None, now),
        forbidden=lambda now: decided_long_ago(now).count(),
    ),
)
