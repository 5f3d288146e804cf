"""Those who may sign in to the demo network."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

from accounts.addresses import vouch_for_address
from accounts.models import User
from members.models import Contact, Member, Representative
from members.permissions import provision_coordinators
from members.services import appoint_coordinator, appoint_editor

# Made-up people on a made-up network on loopback: the password is meant to be read by everybody.
PASSWORD = "hälsa på lika villkor"
ACCOUNTS = (
    ("coordinator", "karin.wall@example.org", "Karin", "Wall", ""),
    ("editor", "maria.sandell@trollhattan.example.org", "Maria", "Sandell", "1488"),
    ("editor", "elin.forsberg@lulea.example.org", "Elin", "Forsberg", "2580"),
    ("representative", "goran.lindahl@trollhattan.example.org", "Göran", "Lindahl", "1488"),
)


def load_accounts(*, today: date) -> list[dict[str, str]]:
    """Create the accounts that are missing and give all of them, passwords included."""
    provision_coordinators()
    return [
        load_account(role, email, first_name=first_name, last_name=last_name, code=code, today=today)
        for role, email, first_name, last_name, code in ACCOUNTS
    ]


def load_account(role: str, email: str, *, first_name: str, last_name: str, code: str, today: date) -> dict[str, str]:
    """Create one account with its role."""
    user = User.objects.filter(email=email).first()
    if user is None:
        user = User.objects.create_user(
            email=email, password=PASSWORD, first_name=first_name, last_name=last_name, language="sv"
        )
        vouch_for_address(user)
        Contact.objects.filter(email=email).update(user=user)
    member = Member.objects.get(code=code) if code else None
    if member is None:
        appoint_coordinator(user)
    elif role == "editor":
        appoint_editor(member, user=user, at=today)
    else:
        Representative.objects.current().get_or_create(
            member=member, user=user, role=Representative.Role.REPRESENTATIVE, defaults={"started_on": today}
        )
    return {
        "role": role,
        "email": email,
        "password": PASSWORD,
        "member": member.name if member else "",
        "name": f"{first_name} {last_name}",
    }


def write_accounts(accounts: list[dict[str, Any]], path: Path) -> None:
    """Write the accounts for `make run` to print."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(accounts, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
