"""The project holds together."""

from django.core.management import call_command


def test_system_checks_are_silent() -> None:
    call_command("check", fail_level="WARNING")
