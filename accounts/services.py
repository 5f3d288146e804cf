"""What is done with accounts."""

from __future__ import annotations

from allauth.usersessions.models import UserSession
from django.db import transaction

from accounts.models import User
from core.tokens import new_nonce


@transaction.atomic
def end_sessions(user: User) -> None:
    """Sign the person out everywhere, at once; what is kept of the sessions is deleted.

    A new nonce makes every session's key void, those among them that no list knows of.
    """
    user.session_nonce = new_nonce()
    user.save(update_fields=["session_nonce"])
    UserSession.objects.filter(user_id=user.pk).delete()
