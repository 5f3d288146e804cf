"""The shape of the house (docs/adr): what import-linter cannot see."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps

ROOT = Path(__file__).parent.parent
# From the lowest to the highest; apps in one set do not know each other.
LAYERS: list[set[str]] = [
    {"core"},
    {"accounts"},
    {"mailings"},
    {"members"},
    {"ledger", "reviews"},
    {"news", "projects"},
    {"meetings"},
    {"newsletters"},
    {"handover", "my_pages", "privacy"},
    {"home"},
]
LEVEL = {app: level for level, layer in enumerate(LAYERS) for app in layer}
CODE = [*LEVEL, "network_portal", "devservices", "tests"]

FILE_LINES, FUNCTION_LINES, TEMPLATE_LINES, STYLESHEET_LINES = 400, 40, 150, 250
# path, or path::function → why it may be longer. A reason beats the number, and stands here for all to see.
EXCEPTIONS: dict[str, str] = {
    "tests/members/test_pages.py::full_profile": "a whole profile, fact by fact",
}

EMPTY_NAMES = {"utils", "util", "helpers", "common", "misc", "tools", "stuff"}
INLINE = [
    (re.compile(r"<style\b", re.I), "a <style> element"),
    (re.compile(r"""\sstyle\s*=\s*["']""", re.I), "a style attribute"),
    (re.compile(r"""\son[a-z]+\s*=\s*["']""", re.I), "an event handler attribute"),
    (
        re.compile(r"""<script\b(?![^>]*\b(?:src\s*=|type\s*=\s*["']application/(?:ld\+)?json))""", re.I),
        "an inline <script>",
    ),
    (re.compile(r"""["']\s*javascript:""", re.I), "a javascript: address"),
]


def python_files() -> Iterator[Path]:
    for folder in CODE:
        yield from (path for path in sorted((ROOT / folder).rglob("*.py")) if "migrations" not in path.parts)


def templates() -> list[Path]:
    return [path for path in sorted((ROOT / "templates").rglob("*")) if path.suffix in {".html", ".svg", ".xml"}]


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def length_of(path: Path) -> int:
    return len(path.read_text().splitlines())


def function_length(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """The lines of the body without its docstring."""
    body = node.body[1:] if ast.get_docstring(node) else node.body
    return (node.end_lineno or 0) - body[0].lineno + 1 if body else 0


def too_long(paths: Iterator[Path] | list[Path], limit: int) -> list[str]:
    return [
        f"{name_of(path)}: {length_of(path)}"
        for path in paths
        if length_of(path) > limit and name_of(path) not in EXCEPTIONS
    ]


def test_required_names_stand_at_the_top() -> None:
    required = [
        "network_portal",
        "members",
        "projects",
        "templates",
        "docker-compose.yml",
        "tests",
        "README.md",
        "LICENSE",
    ]
    assert [name for name in required if not (ROOT / name).exists()] == []


def test_every_app_has_its_layer() -> None:
    own = {config.label for config in apps.get_app_configs() if Path(config.path).is_relative_to(ROOT / config.label)}
    assert own == set(LEVEL)


def test_foreign_keys_point_downward() -> None:
    upward = []
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.get_fields():
            target = field.related_model if field.is_relation and not field.auto_created else None
            if model._meta.app_label not in LEVEL or target is None or isinstance(target, str):
                continue
            source_level, app = LEVEL[model._meta.app_label], target._meta.app_label
            is_beside = LEVEL.get(app) == source_level and app != model._meta.app_label
            if LEVEL.get(app, -1) > source_level or is_beside:
                upward.append(f"{model._meta.label}.{field.name} → {target._meta.label}")
    assert upward == []


def test_files_are_short() -> None:
    assert too_long(python_files(), FILE_LINES) == []


def test_functions_are_short() -> None:
    long = [
        f"{name_of(path)}::{node.name}"
        for path in python_files()
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and function_length(node) > FUNCTION_LINES
    ]
    assert [name for name in long if name not in EXCEPTIONS] == []


def test_templates_and_stylesheets_are_short() -> None:
    assert too_long(templates(), TEMPLATE_LINES) == []
    stylesheets = [path for path in (ROOT / "static").rglob("*.css") if "vendor" not in path.parts]
    assert too_long(stylesheets, STYLESHEET_LINES) == []


def test_every_file_is_named_after_what_it_holds() -> None:
    assert [name_of(path) for path in python_files() if EMPTY_NAMES & {path.stem, path.parent.name}] == []


def test_exceptions_are_still_needed() -> None:
    assert [name for name in EXCEPTIONS if not (ROOT / name.partition("::")[0]).exists()] == []


def test_migrations_hold_no_block_definitions() -> None:
    migrations = [path for app in LEVEL for path in (ROOT / app / "migrations").glob("*.py")]
    assert migrations
    # What changes stored blocks (wagtail.blocks.migrations) defines none.
    defines = r"\bblocks\.(?!migrations)|Block\(|from wagtail import blocks"
    assert [name_of(path) for path in migrations if re.search(defines, path.read_text())] == []


@pytest.mark.parametrize("path", templates(), ids=name_of)
def test_template_has_no_inline_script_or_style(path: Path) -> None:
    if "emails" in path.parts:
        pytest.skip("mail clients know no stylesheets")
    source = path.read_text()
    assert [what for pattern, what in INLINE if pattern.search(source)] == []


def test_templates_ask_nobody_else() -> None:
    elsewhere = re.compile(r"""(?:src|href)\s*=\s*["'](?:https?:)?//[^"']+\.(?:js|css|woff2?|png|jpe?g|svg)""")
    assert [name_of(path) for path in templates() if elsewhere.search(path.read_text())] == []


def test_decisions_are_listed_each_under_its_own_number() -> None:
    folder = ROOT / "docs" / "adr"
    decisions = sorted(path for path in folder.glob("*.md") if path.name != "README.md")
    numbers = [path.name[:4] for path in decisions]
    assert len(set(numbers)) == len(numbers)
    titles = [(path.name, path.read_text().partition("\n")[0].removeprefix("# ")) for path in decisions]
    lines = [f"- [{title[:4]}]({name}) {title[5:]}" for name, title in titles]
    assert [line for line in (folder / "README.md").read_text().splitlines() if line.startswith("- ")] == lines
