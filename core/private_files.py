"""Files that no address leads to: a folder beside the media folder, read by permission only."""

from __future__ import annotations

import secrets
from pathlib import PurePosixPath
from typing import cast

from django.conf import settings
from django.core.files.storage import FileSystemStorage, Storage
from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404
from django.utils.functional import LazyObject


class PrivateStorage(LazyObject):
    """The folder PRIVATE_ROOT."""

    def _setup(self) -> None:
        self._wrapped = FileSystemStorage(location=settings.PRIVATE_ROOT, base_url=None)


private_storage = PrivateStorage()


def get_private_storage() -> Storage:
    """Give the storage of private files (a callable, so that migrations name no folder)."""
    return cast(Storage, private_storage)


def private_path(folder: str, filename: str) -> str:
    """Where a file is kept: in a folder, under a name that nobody can guess."""
    return f"{folder}/{secrets.token_hex(16)}{PurePosixPath(filename).suffix.lower()[:10]}"


def give_private_file(file: FieldFile, *, name: str) -> FileResponse:
    """The file, to be saved and never shown as a page of ours. Raises `Http404` where it is gone."""
    try:
        response = FileResponse(file.open("rb"), as_attachment=True, filename=name)
    except (FileNotFoundError, ValueError):
        raise Http404 from None
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
