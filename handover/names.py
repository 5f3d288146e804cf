"""Content types and permissions by name: their numbers depend on the order in which a database was migrated."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType


class Names:
    """The content types and permissions of this database, there and back.

    What an archive names and this database does not have (an app that is gone, with history left of it) is made.
    """

    def __init__(self) -> None:
        types = ContentType.objects.order_by("pk").values_list("pk", "app_label", "model")
        self._types = {pk: f"{app}.{model}" for pk, app, model in types}
        self._type_ids = {name: pk for pk, name in self._types.items()}
        permissions = Permission.objects.order_by("pk").values_list("pk", "content_type_id", "codename")
        self._permissions = {pk: f"{self._types[type_id]}.{codename}" for pk, type_id, codename in permissions}
        self._permission_ids = {name: pk for pk, name in self._permissions.items()}
        self.made: list[str] = []

    def name_of(self, model: Any, pk: int) -> str:
        """The name of a row of `ContentType` or `Permission`."""
        return self.name_of_content_type(pk) if model is ContentType else self._permissions[pk]

    def id_of(self, model: Any, name: str) -> int:
        """The number here of what has this name."""
        return self.id_of_content_type(name) if model is ContentType else self._id_of_permission(name)

    def name_of_content_type(self, pk: Any) -> str:
        """As "members.member"; a number that nothing has (in an old revision) is kept as "?12"."""
        return self._types.get(pk, f"?{pk}")

    def id_of_content_type(self, name: str) -> int:
        """The number here of a content type. Raises `ValueError` for what is no name."""
        if name.startswith("?"):
            return int(name[1:])
        if name not in self._type_ids:
            app, model = name.split(".")
            pk = ContentType.objects.create(app_label=app, model=model).pk
            self._type_ids[name], self._types[pk] = pk, name
            self.made.append(name)
        return self._type_ids[name]

    def _id_of_permission(self, name: str) -> int:
        if name not in self._permission_ids:
            type_name, _dot, codename = name.rpartition(".")
            content_type_id = self.id_of_content_type(type_name)
            made = Permission.objects.create(content_type_id=content_type_id, codename=codename, name=codename[:255])
            self._permission_ids[name], self._permissions[made.pk] = made.pk, name
            self.made.append(name)
        return self._permission_ids[name]
