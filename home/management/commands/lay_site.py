"""`manage.py lay_site`: the page tree of a new portal."""

from typing import Any

from django.core.management.base import BaseCommand

from home.site import lay_site
from members.permissions import provision_coordinators


class Command(BaseCommand):
    """Make what is missing of the page tree and the coordinators' group; safe to run again."""

    help = "Create the start page, the lists and the pages of text in both languages, where they are missing."

    def handle(self, *args: Any, **options: Any) -> None:
        """Lay the site."""
        home = lay_site()
        provision_coordinators()
        self.stdout.write(f"{home.title}: {home.get_descendants().count()} pages")
