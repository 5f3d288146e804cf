"""What every block of an issue has in common: for whom it is, and in which language it is written."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail_localize.segments.extract import StreamFieldSegmentExtractor

from newsletters.groups import ReaderGroup

SETTINGS = ["shown_to", "only_in"]
SHOWN_TO = [
    ("", _("Everybody")),
    (ReaderGroup.PUBLIC.value, _("The public only")),
    (ReaderGroup.REPRESENTATIVE.value, _("The members' people (politicians, officials and others)")),
    (ReaderGroup.POLITICIAN.value, _("The members' politicians only")),
    (ReaderGroup.OFFICIAL.value, _("The members' officials only")),
]
ONLY_IN = [("", _("All languages")), ("sv", _("The Swedish issue only")), ("en", _("The English issue only"))]


def is_shown(value: Any, *, group: ReaderGroup, language: str) -> bool:
    """Whether a block (its value) is for readers of this group, in the issue of this language."""
    shown_to, only_in = value.get("shown_to") or "", value.get("only_in") or ""
    if only_in not in ("", language):
        return False
    if shown_to == ReaderGroup.REPRESENTATIVE:
        return group != ReaderGroup.PUBLIC
    return shown_to in ("", group.value)


class PartBlock(blocks.StructBlock):
    """A part of an issue. Who sees it stands in its settings, folded away until somebody asks for them."""

    shown_to = blocks.ChoiceBlock(
        label=_("Shown to"),
        choices=SHOWN_TO,
        required=False,
        help_text=_("What is not for everybody or the public stands in the mail only, never on the web."),
    )
    only_in = blocks.ChoiceBlock(
        label=_("Only in"),
        choices=ONLY_IN,
        required=False,
        help_text=_("A part for one issue only is written in its language here and not translated."),
    )

    def get_form_layout(self) -> blocks.BlockGroup:
        """The part itself; its readers and its language among the settings (Wagtail's `form_layout`)."""
        return blocks.BlockGroup([name for name in self.child_blocks if name not in SETTINGS], settings=SETTINGS)

    def get_translatable_segments(self, value: Any) -> list[Any]:
        """What wagtail-localize asks to be translated: nothing of a part that one language alone has."""
        if value.get("only_in"):
            return []
        segments: list[Any] = StreamFieldSegmentExtractor(None, include_overridables=True).handle_struct_block(value)
        return segments


class TextPartBlock(PartBlock):
    """A part that is one text. Read from bare text, too: as bodies were stored before parts had readers."""

    def to_python(self, value: Any) -> blocks.StructValue:
        """From the database's form."""
        return super().to_python(as_text_part(value))

    def bulk_to_python(self, values: Sequence[Any]) -> list[blocks.StructValue]:
        """From the database's form, many at once."""
        return list(super().bulk_to_python([as_text_part(value) for value in values]))

    def normalize(self, value: Any) -> blocks.StructValue:
        """From what a program writes."""
        return super().normalize(as_text_part(value))


def as_text_part(value: Any) -> Any:
    """The text as the block's only content; anything else as it is."""
    return value if isinstance(value, dict) else {"text": value}
