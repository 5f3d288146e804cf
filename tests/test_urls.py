"""What the addresses at the top of the portal do."""

from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client


@pytest.fixture
def media_root() -> Path:
    """The media folder that the addresses were built with."""
    return Path(settings.MEDIA_ROOT)


@pytest.mark.django_db
def test_uploaded_picture_is_served(client: Client, media_root: Path) -> None:
    picture = media_root / "images" / "test-urls.png"
    picture.parent.mkdir(parents=True, exist_ok=True)
    picture.write_bytes(b"\x89PNG")
    answer = client.get("/media/images/test-urls.png")
    assert (answer.status_code, answer.getvalue()) == (200, b"\x89PNG")
    answer.close()
    picture.unlink()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path", ["/media/documents/secret.pdf", "/media/images/../documents/secret.pdf", "/media/secret.pdf"]
)
def test_documents_are_not_served_by_their_file(client: Client, media_root: Path, path: str) -> None:
    for place in ("documents/secret.pdf", "secret.pdf"):
        (media_root / place).parent.mkdir(parents=True, exist_ok=True)
        (media_root / place).write_bytes(b"secret")
    assert client.get(path).status_code in {400, 404}
