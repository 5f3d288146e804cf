"""Every translatable message of the portal's own source, found without the gettext programs.

Python is read as a syntax tree; a template goes through Django's own `templatize`, which turns tags into calls.
"""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation.template import templatize

# Function name → positions of context, message and plural among its arguments.
SHAPES: dict[str, tuple[int | None, int, int | None]] = {
    "_": (None, 0, None),
    "gettext": (None, 0, None),
    "ngettext": (None, 0, 1),
    "pgettext": (0, 1, None),
    "npgettext": (0, 1, 2),
}
STRING = r"u?('(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")"
TEMPLATE_CALL = re.compile(rf"(?<!\w)(_|gettext|ngettext|pgettext|npgettext)\({STRING}(?:, {STRING})?(?:, {STRING})?")


@dataclass(frozen=True, order=True)
class Message:
    """What a translator sees: context ("" for none), text, plural ("" for none)."""

    context: str
    text: str
    plural: str


def messages_of_tree(root: Path, folders: list[str]) -> dict[Message, str]:
    """All messages below these folders of `root`, each with the place where it was first seen."""
    found: dict[Message, str] = {}
    for folder in folders:
        for path in sorted((root / folder).rglob("*")):
            if "migrations" in path.parts or not path.is_file():
                continue
            if path.suffix == ".py":
                messages = messages_of_python(path.read_text())
            elif path.suffix in {".html", ".txt", ".svg", ".mjml"} and "templates" in path.parts:
                messages = messages_of_template(path.read_text())
            else:
                continue
            for message in messages:
                found.setdefault(message, str(path.relative_to(root)))
    return found


def messages_of_python(source: str) -> Iterator[Message]:
    """The messages of a Python file: literal arguments of the gettext family, lazy or not."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            shape = SHAPES.get(name.removesuffix("_lazy").removesuffix("_noop"))
            arguments = [literal(argument) for argument in node.args]
            if shape and len(arguments) > shape[1]:
                yield from build_message(shape, arguments)


def messages_of_template(source: str) -> Iterator[Message]:
    """The messages of a Django template."""
    for name, *strings in TEMPLATE_CALL.findall(templatize(source)):
        yield from build_message(SHAPES[name], [ast.literal_eval(string) if string else None for string in strings])


def literal(node: ast.expr) -> str | None:
    """The text of a string literal; None for anything else."""
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def build_message(shape: tuple[int | None, int, int | None], arguments: list[str | None]) -> Iterator[Message]:
    """The message of a call, when its text is a literal and not empty."""
    context, text, plural = (None if at is None or at >= len(arguments) else arguments[at] for at in shape)
    if text:
        yield Message(context or "", text, plural or "")
