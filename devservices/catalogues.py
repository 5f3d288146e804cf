"""Translations: compile .po to .mo without the gettext programs, and check that nothing is left untranslated."""

import argparse
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import polib

from devservices.source_messages import Message, messages_of_tree
from devservices.stages import ROOT, complain, say

LOCALE = ROOT / "locale"
# English is the language of the source; it needs no catalogue.
TRANSLATED_TO = ("sv",)
SOURCE_FOLDERS = [
    *(
        "accounts",
        "core",
        "handover",
        "home",
        "ledger",
        "mailings",
        "meetings",
        "members",
        "my_pages",
        "network_portal",
        "news",
        "newsletters",
        "privacy",
        "projects",
        "reviews",
    ),
    "templates",
]
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|\{\w*\}")


def main() -> int:
    """`python -m devservices.catalogues [--check | --merge]`."""
    parser = argparse.ArgumentParser(prog="make messages")
    parser.add_argument("--check", action="store_true", help="name every message that lacks its translation")
    parser.add_argument("--merge", action="store_true", help="write locale/parts into the catalogue")
    options = parser.parse_args()
    if options.merge:
        for language in TRANSLATED_TO:
            read_catalogue(language).save(str(catalogue_path(language)))
        return 0
    if options.check:
        problems = [problem for language in TRANSLATED_TO for problem in find_problems(language)]
        for problem in problems:
            complain(problem)
        say(f"{len(problems)} problems in the translations")
        return 1 if problems else 0
    compile_catalogues()
    return 0


def catalogue_path(language: str) -> Path:
    """Where the catalogue of a language is kept."""
    return LOCALE / language / "LC_MESSAGES" / "django.po"


def source_paths(language: str) -> list[Path]:
    """The catalogue and the parts of it that are still kept apart (locale/parts/NAME.sv.po)."""
    return [
        path for path in (catalogue_path(language), *sorted(LOCALE.glob(f"parts/*.{language}.po"))) if path.exists()
    ]


def read_catalogue(language: str) -> polib.POFile:
    """The catalogue with its parts merged in, sorted; the first translation of a message stands."""
    merged = polib.POFile(wrapwidth=120)
    merged.metadata = {
        "Language": language,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": "nplurals=2; plural=(n != 1);",
    }
    entries: dict[tuple[str, str], polib.POEntry] = {}
    for path in source_paths(language):
        for entry in polib.pofile(str(path)):
            known = entries.get((entry.msgctxt or "", entry.msgid))
            if not entry.obsolete and (
                known is None or not known.translated() or (entry.msgid_plural and not known.msgid_plural)
            ):
                entries[entry.msgctxt or "", entry.msgid] = entry
    for _, entry in sorted(entries.items()):
        entry.linenum, entry.occurrences = 0, []
        merged.append(entry)
    return merged


def compile_catalogues() -> None:
    """Write the .mo file of every language that is older than what it is made of."""
    for language in TRANSLATED_TO:
        sources = source_paths(language)
        compiled = catalogue_path(language).with_suffix(".mo")
        if not sources:
            continue
        if compiled.exists() and compiled.stat().st_mtime >= max(path.stat().st_mtime for path in sources):
            continue
        compiled.parent.mkdir(parents=True, exist_ok=True)
        partial = compiled.with_suffix(".mo.new")
        read_catalogue(language).save_as_mofile(str(partial))
        partial.replace(compiled)


def find_problems(language: str) -> Iterator[str]:
    """One line for each message of the source that is untranslated, uncertain ("fuzzy") or has lost a placeholder."""
    catalogue = {(entry.msgctxt or "", entry.msgid): entry for entry in read_catalogue(language)}
    for message, place in messages_of_tree(ROOT, SOURCE_FOLDERS).items():
        fault = find_fault(message, catalogue.get((message.context, message.text)))
        if fault:
            yield f"{language}: {place}: {message.text!r}: {fault}"


def find_fault(message: Message, entry: polib.POEntry | None) -> str:
    """What is wrong with the translation of a message; "" when nothing is."""
    if entry is None:
        return "not in the catalogue"
    if entry.fuzzy:
        return "fuzzy"
    translations = list(entry.msgstr_plural.values()) if message.plural else [entry.msgstr]
    if not translations or not all(translations):
        return "not translated"
    allowed = set(PLACEHOLDER.findall(message.text + message.plural))
    needed = set(PLACEHOLDER.findall(message.plural or message.text))
    for translation in translations:
        if not set(PLACEHOLDER.findall(translation)) <= allowed:
            return "a placeholder that the message does not have"
    if not needed <= set(PLACEHOLDER.findall(translations[-1])):
        return "a placeholder is missing"
    return ""


if __name__ == "__main__":
    sys.exit(main())
