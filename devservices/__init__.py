"""Everything that stands around the portal on a developer's machine: servers, mail catcher, supervisor, checks.

Nothing here is imported by the portal; nothing here imports it, except where a module says so.
"""
