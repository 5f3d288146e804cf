"""Adoptions that somebody should answer or bring up to date."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from core.waiting import WaitingItem, register_waiting
from projects.models import Adoption
from projects.permissions import members_edited_by

INTEREST, PROGRESS = "adoption_interest", "adoption_progress"
# Who has shown interest lately waits for a call; who has planned for half a year may have come further.
LATELY, LONG = datetime.timedelta(days=90), datetime.timedelta(days=182)


def interest_in_own_practices(user: User, now: datetime.datetime) -> Iterator[WaitingItem]:
    """Members that want to take up what the user's member leads."""
    today = timezone.localdate(now)
    found = Adoption.objects.of_active_members().filter(
        state=Adoption.State.INTERESTED,
        state_since__gte=today - LATELY,
        practice__lead_member__in=members_edited_by(user),
    )
    for adoption in found.select_related("practice__locale", "member"):
        yield WaitingItem(
            title=_("%(member)s is interested in “%(practice)s”")
            % {"member": adoption.member.name, "practice": adoption.practice.title},
            url=adoption.practice.localized.get_url() or "" if adoption.practice.live else "",
            since=adoption.state_since,
            kind=INTEREST,
        )


def adoptions_to_update(user: User, now: datetime.datetime) -> Iterator[WaitingItem]:
    """What the user's own member began half a year ago or more, and has told nothing of since."""
    found = Adoption.objects.of_active_members().filter(
        state__in=[Adoption.State.INTERESTED, Adoption.State.PLANNING, Adoption.State.PILOTING],
        state_since__lte=timezone.localdate(now) - LONG,
        member__in=members_edited_by(user),
    )
    for adoption in found.select_related("practice", "member"):
        yield WaitingItem(
            title=_("“%(practice)s” at %(member)s: %(state)s")
            % {
                "practice": adoption.practice.title,
                "member": adoption.member.name,
                "state": adoption.get_state_display().lower(),
            },
            url=reverse("adoptions:edit", args=[adoption.pk]),
            since=adoption.state_since,
            kind=PROGRESS,
        )


def register_sources() -> None:
    """Make them known."""
    register_waiting(
        INTEREST, gettext_lazy("Members to call about your practices"), interest_in_own_practices, order=60
    )
    register_waiting(PROGRESS, gettext_lazy("Adoptions to tell about"), adoptions_to_update, order=70)
