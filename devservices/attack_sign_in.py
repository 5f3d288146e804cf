"""`make attack-sign-in`: wrong passwords from 50 addresses, and whether an answer's time tells who has an account.

The portal runs in this process on a throw-away database, with the real password hasher. Prints one JSON object.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import sys
import time
from collections.abc import Iterator, Sequence
from statistics import NormalDist
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser

PASSWORD = "en lång och god fras 7"
OWNER = "tora@example.org"
ATTACKERS = 50


def main(arguments: Sequence[str] | None = None) -> int:
    """Attack, measure, print; ends with 0 when all promises hold."""
    parser = argparse.ArgumentParser(prog="make attack-sign-in")
    parser.add_argument("--passwords", type=int, default=1000)
    parser.add_argument("--tries", type=int, default=500, help="timed tries for known and for unknown addresses, each")
    parser.add_argument("--answer-seconds", default="0.25", help="SIGN_IN_ANSWER_SECONDS during the run")
    options = parser.parse_args(arguments)
    os.environ |= {"DJANGO_SETTINGS_MODULE": "network_portal.settings.test", "DATABASE_URL": "sqlite://:memory:"}
    import django  # noqa: PLC0415 - the settings must be chosen first

    django.setup()
    from django.conf import settings  # noqa: PLC0415
    from django.test.utils import get_runner, setup_test_environment  # noqa: PLC0415

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    settings.SIGN_IN_ANSWER_SECONDS = float(options.answer_seconds)
    setup_test_environment()
    get_runner(settings)(verbosity=0, interactive=False).setup_databases()
    figures = {**attack(options.passwords), **time_answers(options.tries)}
    print(json.dumps(figures))
    is_well = figures["checked_per_account_and_hour"] <= 20 and figures["owner_signs_in"]
    return 0 if is_well and min(figures["p_sign_in"], figures["p_reset"]) > 0.05 else 1


def attack(passwords: int) -> dict[str, Any]:
    """Let strangers guess while the owner has a device that is known; count what was checked."""
    from django.core.cache import cache  # noqa: PLC0415
    from django.test import Client  # noqa: PLC0415

    from accounts.models import User  # noqa: PLC0415

    User.objects.create_user(OWNER, PASSWORD)
    own = Client(REMOTE_ADDR="192.0.2.1")
    own.post("/konto/login/", {"login": OWNER, "password": PASSWORD})
    own.post("/konto/logout/")
    checked = 0
    check_password = User.check_password

    def count(user: AbstractBaseUser, raw_password: str | None) -> bool:
        nonlocal checked
        checked += user.get_username() == OWNER
        return check_password(user, raw_password)

    User.check_password = count  # type: ignore[method-assign, assignment]
    for number in range(passwords):
        cache.clear()  # the worst case: no limit by place, and whatever the cache knew is gone
        stranger = Client(REMOTE_ADDR=f"198.51.100.{number % ATTACKERS}")
        stranger.post("/konto/login/", {"login": OWNER, "password": f"fel lösenord {number}"})
    User.check_password = check_password  # type: ignore[method-assign]
    stranger = Client(REMOTE_ADDR="198.51.100.1")
    stranger.post("/konto/login/", {"login": OWNER, "password": PASSWORD})
    own.post("/konto/login/", {"login": OWNER, "password": PASSWORD})
    return {
        "passwords": passwords,
        "addresses": ATTACKERS,
        "checked_per_account_and_hour": checked,
        "right_password_opens_to_strangers": "_auth_user_id" in stranger.session,
        "owner_signs_in": "_auth_user_id" in own.session,
    }


def time_answers(tries: int) -> dict[str, Any]:
    """Time a wrong password and a request for a new one, for known and unknown addresses in turn."""
    from django.contrib.auth.hashers import make_password  # noqa: PLC0415

    from accounts.models import User  # noqa: PLC0415

    password = make_password(PASSWORD)
    User.objects.bulk_create(User(email=f"known{number}@example.org", password=password) for number in range(tries))
    figures: dict[str, Any] = {"timed_tries": tries}
    for name, path, field in (("sign_in", "/konto/login/", "login"), ("reset", "/konto/password/reset/", "email")):
        times: dict[str, list[float]] = {"known": [], "other": []}
        for number, who in itertools.product(range(tries), times):
            times[who].append(timed_post(path, {field: f"{who}{number}@example.org", "password": "fel lösenord"}))
        figures[f"p_{name}"] = round(mann_whitney(times["known"], times["other"]), 4)
    return figures


def timed_post(path: str, form: dict[str, str]) -> float:
    """Seconds until the answer, for a visitor from a place of its own."""
    from django.core.cache import cache  # noqa: PLC0415
    from django.test import Client  # noqa: PLC0415

    cache.clear()
    browser = Client(REMOTE_ADDR="203.0.113.9")
    began = time.perf_counter()
    browser.post(path, form)
    return time.perf_counter() - began


def mann_whitney(first: Sequence[float], second: Sequence[float]) -> float:
    """The two-sided p value of the rank-sum test, by its normal approximation with correction for ties.

    Mann and Whitney (1947), Annals of Mathematical Statistics 18, 50-60.
    """
    ranks = dict(ranked(sorted([*first, *second])))
    here, there = len(first), len(second)
    total = here + there
    statistic = sum(ranks[value][0] for value in first) - here * (here + 1) / 2
    ties = sum(size**3 - size for _rank, size in ranks.values())
    variance = here * there / 12 * (total + 1 - ties / (total * (total - 1)))
    if variance <= 0:
        return 1.0
    return 2 * (1 - NormalDist().cdf(abs(statistic - here * there / 2) / variance**0.5))


def ranked(values: Sequence[float]) -> Iterator[tuple[float, tuple[float, int]]]:
    """Each distinct value with its mean rank and how often it is there."""
    place = 1
    for value, group in itertools.groupby(values):
        size = len(list(group))
        yield value, (place + (size - 1) / 2, size)
        place += size


if __name__ == "__main__":
    sys.exit(main())
