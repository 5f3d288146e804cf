"""The texts that a new portal starts with; editors change them as pages afterwards."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "texts"


@dataclass(frozen=True)
class StandardText:
    """A page of text in both languages; the words stand in home/texts/<slug>.<language>.html.

    The file's first line is the title, its second the lead; `<h2>` lines divide what follows into blocks.
    """

    slug: str
    is_in_menu: bool = False
    is_in_footer: bool = False

    def fields(self, language: str) -> dict[str, Any]:
        """The fields of the page in one language."""
        title, lead, *lines = (FOLDER / f"{self.slug}.{language}.html").read_text(encoding="utf-8").splitlines()
        return {"title": title, "lead": lead, "body": blocks(lines), "search_description": lead}


def blocks(lines: list[str]) -> list[tuple[str, str]]:
    """Turn lines of HTML into blocks: a heading for each `<h2>`, a paragraph for what stands between."""
    found: list[tuple[str, str]] = []
    for line in filter(None, lines):
        if line.startswith("<h2>"):
            found.append(("heading", line.removeprefix("<h2>").removesuffix("</h2>")))
        elif found and found[-1][0] == "paragraph":
            found[-1] = ("paragraph", found[-1][1] + line)
        else:
            found.append(("paragraph", line))
    return found


STANDARD_TEXTS = (
    StandardText("om-natverket", is_in_menu=True, is_in_footer=True),
    StandardText("bli-medlem", is_in_footer=True),
    StandardText("tillganglighet", is_in_footer=True),
    StandardText("personuppgifter", is_in_footer=True),
)
