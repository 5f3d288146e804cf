"""The mails about roles that end, change, or are taken over."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from mailings.kinds import MailKind, Priority, UncertainPolicy, register
from mailings.services import Recipient, create_mailing, make_content
from members.belongings import BelongingGroup
from members.models import Representative

ROLE_KIND = "role_change"


def register_role_kinds() -> None:
    """Make these mails known to the outbox."""
    register(
        MailKind(
            name=ROLE_KIND,
            label=_("Change of a role"),
            priority=Priority.TRANSACTIONAL,
            uncertain=UncertainPolicy.RETRY_ONCE,
            literal=True,
            is_personal=True,
            because=_("you have or had a role in the network"),
        )
    )


def tell_of_end(role: Representative, *, at: datetime.datetime) -> None:
    """Tell a person that the role has ended, and who took over."""
    by = role.ended_by if role.ended_by != role.user else None
    _send("role-ended", role, to=role.user, at=at, by=by, successor=role.successor)


def tell_of_change(role: Representative, *, by: User | None, at: datetime.datetime) -> None:
    """Tell a person of the new role."""
    _send("role-changed", role, to=role.user, at=at, by=by if by != role.user else None)


def tell_successor(
    role: Representative, left: Sequence[BelongingGroup], *, becomes_editor: bool, at: datetime.datetime
) -> None:
    """Tell the successor what there is to take over."""
    assert role.successor is not None
    _send("role-taken-over", role, to=role.successor, at=at, left=left, becomes_editor=becomes_editor)


def tell_of_coordinators_end(user: User, *, by: User | None, at: datetime.datetime) -> None:
    """Tell a person of being a coordinator no more."""
    _mail("coordinator-ended", f"{user.pk}-{at.isoformat()}", to=user, at=at, context={"by": by})


def _send(folder: str, role: Representative, *, to: User, at: datetime.datetime, **context: Any) -> None:
    with translation.override(to.language or settings.LANGUAGE_CODE):
        facts = {
            "leaver": str(role.user),
            "member": role.member.name,
            "role": role.get_role_display().lower(),
            "day": role.ended_on or role.started_on,
        }
    _mail(folder, str(role.pk), to=to, at=at, context=facts | context)


def _mail(folder: str, occasion: str, *, to: User, at: datetime.datetime, context: dict[str, Any]) -> None:
    language = to.language or settings.LANGUAGE_CODE
    content = make_content(folder, kind=ROLE_KIND, language=language, context={"name": to.first_name, **context})
    create_mailing(
        kind=ROLE_KIND,
        key=f"{folder}-{occasion}",
        label=content.subject,
        contents=[content],
        recipients=[Recipient(to.email, name=to.get_full_name(), language=language)],
        at=at,
    )
