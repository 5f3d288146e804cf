"""What is known of people with accounts: the account, its second factors, sessions, counted passwords."""

from __future__ import annotations

import datetime
from typing import Any

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts import attempts
from accounts.models import SignInTries, User
from core.personal_data import (
    Clue,
    Ground,
    Holding,
    NotPersonal,
    Outcome,
    Person,
    Place,
    Purpose,
    Rule,
    by_account,
    by_address,
    delete_with_files,
    either,
    pseudonym,
    register,
)

HOUR = datetime.timedelta(hours=1)


def empty_account(rows: QuerySet[User], _person: Person, _at: datetime.datetime) -> int:
    """Leave a number without a name, which nobody can sign in with: history points at it."""
    for user in rows:
        user.groups.clear()
        user.user_permissions.clear()
    return rows.update(
        email=pseudonym(), first_name="", last_name="", password="!", session_nonce="", language="sv",
        is_active=False, is_staff=False, is_superuser=False, last_login=None,
    )  # fmt: skip


def sessions_of(person: Person) -> list[str]:
    """The keys of sessions that are this person's, or hold one of the person's addresses (a sign-in half done)."""
    needles = [*person.addresses]
    found = []
    for session in Session.objects.iterator(chunk_size=2000):
        data = session.get_decoded()
        is_own = person.user_id is not None and str(data.get("_auth_user_id")) == str(person.user_id)
        if is_own or any(needle in str(data).lower() for needle in needles):
            found.append(session.session_key)
    return found


def tell_sessions(person: Person) -> list[str]:
    """Until when each session lasts; its key would open it."""
    rows = Session.objects.filter(session_key__in=sessions_of(person)).order_by("expire_date")
    return [f"{row.expire_date:%Y-%m-%d %H:%M}" for row in rows]


def end_sessions_of(person: Person) -> int:
    """Delete them."""
    return Session.objects.filter(session_key__in=sessions_of(person)).delete()[0]


def _dead_sessions(now: datetime.datetime) -> QuerySet[UserSession]:
    """Devices whose session is gone; one that began just now may not have its session saved yet."""
    alive = Session.objects.filter(session_key=OuterRef("session_key"))
    return UserSession.objects.filter(created_at__lt=now - HOUR).exclude(Exists(alive))


def delete_dead_sessions(now: datetime.datetime) -> int:
    """Delete sessions that are over, and what was noted of the devices."""
    ended = Session.objects.filter(expire_date__lt=now).delete()[0]
    return ended + _dead_sessions(now).delete()[0]


def count_dead_sessions(now: datetime.datetime) -> int:
    """How many there are."""
    return Session.objects.filter(expire_date__lt=now).count() + _dead_sessions(now).count()


def count_old_tries(now: datetime.datetime) -> int:
    """How many counts of hours that are over there are."""
    return SignInTries.objects.filter(window_started_at__lte=now - attempts.WINDOW).count()


def _address_columns() -> dict[str, Any]:
    return {"purpose": "accounts", "find": either(by_account("user"), by_address("email"))}


register(
    Purpose(
        key="accounts",
        order=10,
        title=_("Accounts"),
        why=_("People who work for the network sign in, and nobody else does in their name."),
        ground=Ground.PUBLIC_TASK,
        whose=_("People with a task for a member or for the network"),
        what=_(
            "Name, e-mail address, language; password as a hash; passkeys; which provider vouches for the person, and "
            "by which number; what the person wants to be told; devices with IP address and browser"
        ),
        retention=_(
            "As long as the person has a role, and twelve months after. Sessions: two weeks after they were last used. "
            "Counts of wrong passwords: one hour. What was told in digests: 90 days."
        ),
    ),
    Clue("accounts.User", address="email", account="pk", strong=True),
    Clue("account.EmailAddress", address="email", account="user", proven="verified"),
    Holding(
        "accounts.User",
        purpose="accounts",
        columns="email first_name last_name language",
        secrets="password session_nonce",
        find=by_account("pk"),
        erase=empty_account,
        outcome=Outcome.EMPTIED,
        order=90,
    ),
    Holding("accounts.User_groups", "accounts", "user", find=by_account("user")),
    Holding("accounts.User_user_permissions", "accounts", "user", find=by_account("user")),
    NotPersonal("accounts.SignInTries", "The address stands there as an HMAC only, for an hour.", "key"),
    Holding("account.EmailAddress", columns="user email", **_address_columns()),
    Holding(
        "account.EmailConfirmation",
        purpose="accounts",
        columns="",
        secrets="key",
        find=either(by_account("email_address__user"), by_address("email_address__email")),
        order=40,
    ),
    Holding("mfa.Authenticator", purpose="accounts", columns="user", secrets="data", find=by_account("user"), order=40),
    Holding(
        "usersessions.UserSession",
        purpose="accounts",
        columns="user ip user_agent data",
        secrets="session_key",
        find=by_account("user"),
    ),
    NotPersonal("sessions.Session", "Found by what is in it, as a place of its own.", "session_key session_data"),
    Place("sessions", "accounts", _("Sessions in the browser"), look=tell_sessions, clear=end_sessions_of),
    Holding(
        "wagtailusers.UserProfile",
        purpose="accounts",
        columns="user preferred_language current_time_zone dismissibles",
        files="avatar",
        find=by_account("user"),
        erase=delete_with_files,
    ),
    # Accounts elsewhere: only who vouches for whom; what the provider tells besides is not kept (accounts.sso).
    Holding(
        "socialaccount.SocialAccount",
        purpose="accounts",
        columns="user provider uid extra_data",
        find=by_account("user"),
        order=60,
    ),
    Holding(
        "socialaccount.SocialToken",
        purpose="accounts",
        columns="",
        secrets="token token_secret",
        find=by_account("account__user"),
        order=40,
    ),
    NotPersonal("socialaccount.SocialApp", "Providers are named in the settings; the table is empty."),
    NotPersonal("auth.Group", "Names of groups: coordinators, and the editors of a member."),
    NotPersonal("auth.Permission", "Django's own list."),
    Rule(
        "sessions",
        "accounts",
        _("Sessions that are over, and their devices"),
        Outcome.DELETED,
        apply=delete_dead_sessions,
        forbidden=count_dead_sessions,
    ),
    Rule(
        "sign-in-tries",
        "accounts",
        _("Counts of wrong passwords, after an hour"),
        Outcome.DELETED,
        apply=lambda now: attempts.delete_old_tries(at=now),
        forbidden=count_old_tries,
    ),
)
