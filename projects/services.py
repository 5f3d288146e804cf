"""What is done with practices: a member takes one up, and comes further or stops."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext

from members.models import Member
from projects.models import Adoption, ProjectPage


class AdoptionError(ValueError):
    """An adoption, or a change of one, that cannot be. The text says why, in the active language."""


@transaction.atomic
def record_adoption(
    practice: ProjectPage, *, member: Member, state: str = Adoption.State.INTERESTED, since: date, **words: str
) -> Adoption:
    """Write down that a member takes the practice up, on the practice's source whatever translation is given.

    `words` are `changes`, `result`, `contact_name` and `contact_email`. Raises `AdoptionError` where the member
    leads the practice, has left the network or has taken it up before, and `ValidationError` for a bad address.
    """
    source = practice.source
    if not member.is_active:
        raise AdoptionError(gettext("%(member)s has left the network.") % {"member": member})
    if Adoption.objects.filter(practice=source, member=member).exists():
        raise AdoptionError(gettext("%(member)s has taken this practice up already.") % {"member": member})
    adoption = Adoption(practice=source, member=member, state=state, since=since, state_since=since, **words)
    try:
        adoption.full_clean()
    except ValidationError as error:
        if "member" in error.message_dict:
            raise AdoptionError(error.message_dict["member"][0]) from error
        raise
    adoption.save()
    return adoption


@transaction.atomic
def change_adoption_state(adoption: Adoption, *, state: str, at: date, **facts: Any) -> Adoption:
    """Bring an adoption into another state from `at`; any state may follow any other, for people change their minds.

    `facts` are `since` and the words of `record_adoption`; those not given stay. Raises `AdoptionError` where `at`
    lies before the last change, and `ValidationError` for an unknown state or a bad address.
    """
    locked: Adoption = Adoption.objects.select_for_update().get(pk=adoption.pk)
    if at < locked.state_since:
        raise AdoptionError(
            gettext("The last change was on %(day)s; a new one cannot come before it.") % {"day": locked.state_since}
        )
    if state != locked.state:
        locked.state = state
        locked.state_since = at
    for name, value in facts.items():
        setattr(locked, name, value)
    locked.full_clean()
    locked.save()
    return locked
