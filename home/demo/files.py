"""Reads what the demo network is made of."""

import json
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent


def read_rows(name: str) -> list[dict[str, Any]]:
    """Read one data file of this folder: a list of objects."""
    rows: list[dict[str, Any]] = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    return rows
