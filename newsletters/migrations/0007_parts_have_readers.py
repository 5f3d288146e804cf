"""Headings and texts of issues were bare text; now they are parts with settings: for whom, in which language."""

import json
import uuid
from typing import Any

from django.db import migrations
from wagtail.blocks.migrations.migrate_operation import MigrateStreamData
from wagtail.blocks.migrations.operations import BaseBlockOperation

TEXT_PARTS = ("heading", "paragraph")
# How wagtail-localize makes the key of a path (wagtail_localize.models.TranslationContext).
PATHS = uuid.UUID("fcab004a-2b50-11ea-978f-2e728ce88125")


class MakeTextParts(BaseBlockOperation):
    """{"type": "heading", "value": "…"} becomes {"type": "heading", "value": {"text": "…"}}."""

    def apply(self, block_value: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [
            {**block, "value": {"text": block["value"]}}
            if block["type"] in TEXT_PARTS and not isinstance(block["value"], dict)
            else block
            for block in block_value
        ]

    @property
    def operation_name_fragment(self) -> str:
        return "make_text_parts"


def keep_translations(apps: Any, schema_editor: Any) -> None:
    """What was translated stays so: its place is named anew, and the stored source has the new shape."""
    keys = list(apps.get_model("newsletters", "NewsletterPage").objects.values_list("translation_key", flat=True))
    contexts = apps.get_model("wagtail_localize", "TranslationContext").objects.filter(object_id__in=keys)
    for context in contexts.filter(field_path__in=[f"body.{kind}" for kind in TEXT_PARTS]):
        body, block, *rest = context.path.split(".", 2)
        context.path = ".".join([body, block, "text", *rest])
        context.path_id = uuid.uuid5(PATHS, context.path)
        context.field_path = f"{context.field_path}.text"
        context.save()
    for source in apps.get_model("wagtail_localize", "TranslationSource").objects.filter(object_id__in=keys):
        content = json.loads(source.content_json)
        content["body"] = json.dumps(MakeTextParts().apply(json.loads(content["body"])))
        source.content_json = json.dumps(content)
        source.save(update_fields=["content_json"])


class Migration(migrations.Migration):

    dependencies = [
        ("newsletters", "0006_lists_with_proof"),
        ("wagtail_localize", "0016_rename_page_revision_translationlog_revision"),
    ]

    operations = [
        MigrateStreamData("newsletters", "NewsletterPage", "body", [(MakeTextParts(), "")]),
        migrations.RunPython(keep_translations, migrations.RunPython.noop),
    ]
