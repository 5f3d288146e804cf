"""What a member keeps to itself in Wagtail: for tests that others neither read nor touch it."""

from __future__ import annotations

import io
from dataclasses import dataclass

from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from PIL import Image as Picture
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtail.models import Page

from accounts.models import User
from members.models import Member, MemberPage
from members.permissions import private_collection
from tests.factories.news import NewsPageFactory

SECRET = "kvarnhjulet"  # stands in every title, text and name below


@dataclass(frozen=True)
class Kept:
    """A draft with two revisions, a private document and one in a folder below, a picture; all are tagged."""

    profile: MemberPage
    draft: Page
    revisions: tuple[int, int]
    document: Document
    deeper_document: Document
    image: Image

    @property
    def keys(self) -> dict[str, object]:
        """What addresses name."""
        return {
            "profile": self.profile.pk, "draft": self.draft.pk, "old": self.revisions[0], "new": self.revisions[1],
            "document": self.document.pk, "deeper": self.deeper_document.pk, "image": self.image.pk,
        }  # fmt: skip


def keep(member: Member, profile: MemberPage, owner: User) -> Kept:
    """Make it. Files go to the media folder of the settings."""
    draft = NewsPageFactory.create(
        parent=profile, title=f"Utkast {SECRET}", lead=SECRET, member=member, live=False, owner=owner
    )
    revisions = tuple(draft.save_revision(user=owner, log_action=True).pk for _time in range(2))
    folder = private_collection(member)
    assert folder is not None
    deeper = folder.add_child(name="Ännu mer internt")
    documents = [
        Document.objects.create(
            title=f"Underlag {SECRET}", collection=place, file=ContentFile(SECRET.encode(), name="underlag.txt")
        )
        for place in (folder, deeper)
    ]
    stored = io.BytesIO()
    Picture.new("RGB", (8, 8), "red").save(stored, "PNG")
    stored.seek(0)
    image = Image.objects.create(
        title=f"Bild {SECRET}", collection=member.media_collection, file=ImageFile(stored, name="bild.png")
    )
    for thing in (*documents, image):
        thing.tags.add(f"{SECRET} tagg")
    NewsPageFactory.create(parent=profile, title="Nyckeltal om hälsa", member=member)
    profile.title = f"Profil {SECRET}"
    profile.save_revision(user=owner)
    profile.refresh_from_db()
    return Kept(profile, Page.objects.get(pk=draft.pk), (revisions[0], revisions[1]), documents[0], documents[1], image)
