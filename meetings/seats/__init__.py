"""Seats on site: fair between members (docs/adr has the rule and why)."""
