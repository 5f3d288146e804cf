"""Accounts in the admin."""

from wagtail import hooks

from accounts.bulk_actions import PortalAssignRole, PortalSetActiveState

# Later than Wagtail's own of the same names, and so instead of them.
AFTER_WAGTAIL = 100

hooks.register("register_bulk_action", PortalSetActiveState, order=AFTER_WAGTAIL)
hooks.register("register_bulk_action", PortalAssignRole, order=AFTER_WAGTAIL)
