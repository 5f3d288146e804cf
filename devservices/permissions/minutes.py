"""Minutes that wait to be adjusted, with who was there and who shall do what."""

from __future__ import annotations

from devservices.permissions.content import Keys, secret
from devservices.permissions.records import NOW, address
from meetings.models import ActionItem, Adjuster, Attendee, Meeting, Minutes, MinutesItem


def make_minutes(side: str, meeting: Meeting) -> Keys:
    """The minutes of a meeting; their links belong to one adjuster and to one who has something to do."""
    minutes = Minutes.objects.create(
        meeting=meeting, started_at=NOW, chair=secret(side, "chair"), state=Minutes.State.ADJUSTING, adjustment_round=1
    )
    item = MinutesItem.objects.create(minutes=minutes, title=secret(side, "item"), text=secret(side, "said"))
    Attendee.objects.create(minutes=minutes, name=secret(side, "attendee"))
    adjuster = Adjuster.objects.create(
        minutes=minutes, round=1, name=secret(side, "adjuster"), address=address(side, "adjusteraddress"), asked_at=NOW
    )
    action = ActionItem.objects.create(
        item=item, what=secret(side, "task"), owner_name=secret(side, "holder"), address=address(side, "holderaddress")
    )
    for row in (adjuster, action):
        row.set_token_hash()
        row.save()
    return {
        "minutes_item": str(item.pk), "action": str(action.pk),
        "adjust_token": adjuster.token, "action_token": action.token,
    }  # fmt: skip
