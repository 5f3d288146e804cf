"""Every column of every installed model is explained."""

from typing import Any

import pytest
from django.utils import timezone, translation

from core.personal_data import INVENTORY, Holding, Kept, Mentions, Place, Rule, Traces
from privacy.inventory import columns_to_explain, gone, unexplained
from privacy.record import activities, as_markdown, header, lines


def test_every_column_that_may_hold_personal_data_is_explained() -> None:
    """Fails for a new column: declare it in the app's personal_data.py (docs/privacy.md says how)."""
    assert unexplained() == []


@pytest.mark.parametrize(
    ("table", "columns"),
    [
        ("mailings.Preference", {"user", "kind"}),
        ("members.Representative", {"user", "ended_by", "successor"}),
        ("socialaccount.SocialAccount", {"user", "provider", "uid", "extra_data"}),
    ],
)
def test_column_that_nobody_declared_is_named(table: str, columns: set[str], monkeypatch: pytest.MonkeyPatch) -> None:
    others = [entry for entry in INVENTORY.entries if getattr(entry, "model", "") != table]
    monkeypatch.setattr(INVENTORY, "entries", others)
    assert unexplained() == sorted(f"{table}.{column}" for column in columns)


def test_nothing_is_declared_that_is_not_there() -> None:
    assert gone() == []


def test_many_columns_are_looked_at() -> None:
    assert len(list(columns_to_explain())) > 200


@pytest.mark.parametrize("kind", [Holding, Mentions, Traces, Kept, Place, Rule])
def test_every_declaration_has_a_purpose(kind: type[Any]) -> None:
    assert [entry for entry in INVENTORY.of_kind(kind) if entry.purpose not in INVENTORY.purposes()] == []


def test_every_purpose_says_all_that_the_law_asks_for() -> None:
    for purpose in INVENTORY.purposes().values():
        assert all(str(text) for text in (purpose.title, purpose.why, purpose.whose, purpose.what, purpose.retention))


@pytest.mark.django_db
def test_record_names_every_activity_in_both_languages() -> None:
    for language in ("sv", "en"):
        with translation.override(language):
            text = as_markdown(at=timezone.now())
            assert all(f"## {activity.purpose.title}" in text for activity in activities())


def test_record_has_a_line_for_each_column() -> None:
    rows = list(lines())
    assert len(rows) == sum(len(table.names) for table in INVENTORY.tables())
    assert {len(row) for row in rows} == {len(header())}
