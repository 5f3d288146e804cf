"""`manage.py load_demo`: a network to try the portal with."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone, translation

from home.demo.accounts import load_accounts, write_accounts
from home.demo.controllers import load_controllers
from home.demo.ledger import load_ledger
from home.demo.meetings import load_meetings
from home.demo.members import load_members
from home.demo.minutes import load_minutes
from home.demo.news import load_news
from home.demo.newsletters import load_newsletters, load_subscribers
from home.demo.practices import load_practices
from home.demo.reviews import load_reviews
from home.site import follow_swedish, lay_site


class Command(BaseCommand):
    """Load the demo network; what is there already is left alone."""

    help = "Load the demo network: members, practices, news, meetings, newsletters, accounts. Only where DEMO is on."

    def handle(self, *args: Any, **options: Any) -> None:
        """Load part by part, and say what was new."""
        if not settings.DEMO:
            raise CommandError("This portal is for real use. Set DEMO=1 to fill it with made-up content.")
        now = timezone.now()
        today = timezone.localdate(now)
        parts: tuple[tuple[str, Callable[[], int]], ...] = (
            ("members", load_members),
            ("practices", load_practices),
            ("news", lambda: load_news(today=today)),
            ("meetings", lambda: load_meetings(now=now)),
            ("minutes", lambda: load_minutes(now=now)),
            ("ledger", lambda: load_ledger(now=now)),
            ("data controllers", lambda: load_controllers(today=today)),
            ("reviews", lambda: load_reviews(now=now)),
            ("subscribers", lambda: load_subscribers(now=now)),
            ("newsletters", lambda: load_newsletters(today=today)),
        )
        with translation.override("sv"):
            lay_site()
            for name, load in parts:
                self.load_part(name, load)
            follow_swedish()
            accounts = load_accounts(today=today)
        write_accounts(
            accounts, Path(os.environ.get("DEMO_ACCOUNTS_FILE") or settings.BASE_DIR / "var/demo-accounts.json")
        )
        self.stdout.write(f"accounts: {len(accounts)}")

    def load_part(self, name: str, load: Callable[[], int]) -> None:
        """Load one part whole or not at all, and say how long it took."""
        begun = time.monotonic()
        with transaction.atomic():
            number = load()
        self.stdout.write(f"{name}: {number} new ({time.monotonic() - begun:.1f} s)")
        self.stdout.flush()
