"""Links in mails are made from `SECRET_KEY`: with another key, rows have to know them by other hashes."""

from __future__ import annotations

from typing import Any

from django.apps import apps

from core.tokens import hash_token, issue_token
from handover.tables import Model

BATCH = 1000


def models_with_links() -> list[Model]:
    """The models that say which of their hashes belongs to which link (`link_purposes`: see `core.tokens`)."""
    return [model for model in apps.get_models() if hasattr(model, "link_purposes")]


def renew_links() -> int:
    """Let rows know the links that this portal's `SECRET_KEY` makes; give how many hashes were other ones.

    None is with the key of the host before. With another, links in old mails are dead, and those in new mails work.
    """
    return sum(_renew(model) for model in models_with_links())


def _renew(model: Any) -> int:
    purposes: dict[str, tuple[str, str]] = model.link_purposes
    renewed, changed = 0, []
    for row in model._base_manager.order_by("pk").iterator(chunk_size=BATCH):
        other = _other_hashes(row, purposes)
        for name, value in other.items():
            setattr(row, name, value)
        renewed += len(other)
        changed += [row] if other else []
    model._base_manager.bulk_update(changed, list(purposes), batch_size=BATCH)
    return renewed


def _other_hashes(row: Any, purposes: dict[str, tuple[str, str]]) -> dict[str, str]:
    """The hashes that this key gives, where the row keeps another; one that the row does not keep stays away."""
    found = {}
    for name, (nonce, purpose) in purposes.items():
        kept = getattr(row, name)
        if kept and kept != (right := hash_token(issue_token(purpose, row.pk, getattr(row, nonce)))):
            found[name] = right
    return found
