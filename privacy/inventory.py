"""Which columns of the installed models the inventory does not explain, and what it explains that is not there."""

from __future__ import annotations

from collections.abc import Iterator

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Field, ForeignKey, Model

from core.personal_data import INVENTORY, Clue, Holding, Kept, Mentions, NotPersonal, Traces

# What cannot hold a word, a place on the net or a file. A list of choices that the code knows cannot, either; every
# other kind of column, known or not, has to be explained.
WORDLESS = {
    "AutoField", "BigAutoField", "SmallAutoField", "BooleanField", "DateField", "DateTimeField", "TimeField",
    "DurationField", "DecimalField", "FloatField", "IntegerField", "BigIntegerField", "SmallIntegerField",
    "PositiveIntegerField", "PositiveBigIntegerField", "PositiveSmallIntegerField", "UUIDField",
}  # fmt: skip


def people_models() -> set[type[Model]]:
    """Tables whose rows are people: a column that points there tells of a person."""
    return {apps.get_model(clue.model) for clue in INVENTORY.of_kind(Clue) if clue.strong}


def may_hold_personal_data(column: Field[object, object]) -> bool:
    """Whether a column has to be explained: text, JSON, file, IP address, or a key of a person."""
    if isinstance(column, ForeignKey):
        return column.related_model in people_models()
    return column.get_internal_type() not in WORDLESS and not column.choices


def columns_to_explain() -> Iterator[tuple[str, str]]:
    """Each such column of each installed model, those of links between rows among them."""
    for model in apps.get_models(include_auto_created=True):
        if model._meta.proxy or not model._meta.managed:
            continue
        for column in model._meta.local_fields:
            if may_hold_personal_data(column):
                yield model._meta.label, column.name


def explained() -> tuple[set[tuple[str, str]], set[str]]:
    """The columns that are named, and the tables that are declared not personal as a whole."""
    columns: set[tuple[str, str]] = set()
    whole: set[str] = set()
    for entry in INVENTORY.entries:
        if isinstance(entry, NotPersonal) and entry.columns == "*":
            whole.add(entry.model)
        elif isinstance(entry, Holding | Mentions | Traces | Kept | NotPersonal):
            columns |= {(entry.model, name) for name in entry.names}
    return columns, whole


def unexplained() -> list[str]:
    """Columns that nobody has thought about, such as "members.Contact.nickname"."""
    columns, whole = explained()
    return sorted(
        f"{label}.{name}" for label, name in columns_to_explain() if (label, name) not in columns and label not in whole
    )


def gone() -> list[str]:
    """What is declared and is not there (any more)."""
    columns, whole = explained()
    missing = [label for label in sorted(whole) if not _has_model(label)]
    return missing + sorted(f"{label}.{name}" for label, name in columns if not _has_column(label, name))


def _has_model(label: str) -> bool:
    try:
        apps.get_model(label)
    except LookupError:
        return False
    return True


def _has_column(label: str, name: str) -> bool:
    try:
        apps.get_model(label)._meta.get_field(name)
    except (LookupError, FieldDoesNotExist):
        return False
    return True
