"""Fields that stay small in migrations."""

from typing import Any

from django.db import models
from wagtail.fields import StreamField


class LeanStreamField(StreamField):
    """A StreamField whose blocks stay out of migrations: changing a block is no change of the database."""

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        """Give the field's recipe with an empty block list."""
        # Not StreamField's own: it walks through all blocks, and a block may name a page of an app not yet migrated.
        name, path, _args, kwargs = models.Field.deconstruct(self)
        return name, path, [[]], kwargs
