"""Handing mail over to the relay: claim, guard, SMTP session, outcome."""
