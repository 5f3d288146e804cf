"""Action items that a person has in hand for a member, and their going to the successor."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from meetings.minutes.services import hand_over
from meetings.models import ActionItem
from meetings.models.action import ActionItemQuerySet
from members.belongings import Belonging, BelongingKind, HandOver, register_belongings
from members.models import Member
from members.own_belongings import contacts_of


def _actions(member: Member, user: User) -> ActionItemQuerySet:
    found: ActionItemQuerySet = ActionItem.objects.open().filter(contact__in=contacts_of(member, user))
    return found.for_rows()


def actions_in_hand(member: Member, user: User) -> Iterator[Belonging]:
    """What the person promised at meetings as the member's contact, and has not done."""
    for action in _actions(member, user):
        yield Belonging(action.what)


def move_actions(moved: HandOver) -> None:
    """The successor has them in hand, and gets the reminders. The minutes still say who promised."""
    for action in _actions(moved.member, moved.leaver):
        hand_over(action, moved.contacts[action.contact_id or 0])


def register_action_belongings() -> None:
    """Make them known."""
    register_belongings(BelongingKind("actions", _("Action items"), actions_in_hand, move_actions, 60))
