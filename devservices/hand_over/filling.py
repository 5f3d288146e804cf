"""Fills the portal that is to be handed over: run as `python -m devservices.hand_over.filling '{"members": 20, …}'`."""

from __future__ import annotations

import datetime
import io
import itertools
import json
import os
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from members.models import MemberPage

DOCUMENT_BYTES = 4_000_000
PICTURE_SIDE = 1000  # noise of this size is some 3 MB as PNG
BATCH = 5000


def main() -> int:
    """Fill the portal of the environment and print what is in it now, as JSON."""
    wanted = json.loads(sys.argv[1])
    import django  # noqa: PLC0415 - the settings come with the environment

    django.setup()
    from django.core.management import call_command  # noqa: PLC0415

    call_command("load_demo")
    fill_members(wanted["members"])
    fill_pages(wanted["projects"], wanted["pages"])
    fill_files(wanted["megabytes"] * 1_000_000)
    fill_mail(wanted["subscribers"], wanted["deliveries"])
    print(json.dumps(count()))
    return 0


def count() -> dict[str, int]:
    """How much of what there is."""
    from wagtail.models import Page, Revision  # noqa: PLC0415

    from mailings.models import Delivery  # noqa: PLC0415
    from members.models import Member  # noqa: PLC0415
    from projects.models import ProjectPage  # noqa: PLC0415

    counted = {"members": Member, "pages": Page, "revisions": Revision, "deliveries": Delivery}
    swedish = ProjectPage.objects.filter(locale__language_code="sv")
    return {"projects": swedish.count()} | {name: model._default_manager.count() for name, model in counted.items()}


def fill_members(number: int) -> None:
    """Members beyond those of the demo network."""
    from members.models import Member  # noqa: PLC0415
    from members.services import create_member  # noqa: PLC0415

    for position in range(Member.objects.count(), number):
        create_member(
            code=f"{9000 + position}",
            name=f"Ort {position}",
            official_name=f"Orts kommun {position}",
            county_code="14",
            county_name="Västra Götalands län",
            latitude="58.2837",
            longitude="12.2886",
        )


def fill_pages(projects: int, pages: int) -> None:
    """Practices with the texts of the demo's, each with its history; then news, until there are so many pages."""
    from django.db import transaction  # noqa: PLC0415
    from django.utils import timezone  # noqa: PLC0415
    from wagtail.models import Page  # noqa: PLC0415

    from news.models import NewsCategory, NewsPage  # noqa: PLC0415
    from projects.models import ProjectPage  # noqa: PLC0415

    texts = {
        name: getattr(ProjectPage.objects.filter(locale__language_code="sv").first(), name)
        for name in ("summary", "background", "aim", "method", "results", "what_worked")
    }
    category = NewsCategory.objects.first()
    for parent in parents():
        with transaction.atomic():
            if ProjectPage.objects.filter(locale__language_code="sv").count() < projects:
                add(parent, ProjectPage(title="En praktik till", lead_member=parent.member, **texts))
            elif Page.objects.count() < pages:
                add(parent, NewsPage(title="En nyhet till", category=category, date=timezone.localdate(), lead="Nytt."))
            else:
                return


def parents() -> Iterator[MemberPage]:
    """The members' Swedish profiles, again and again."""
    from members.models import MemberPage  # noqa: PLC0415

    keys = list(MemberPage.objects.filter(locale__language_code="sv").values_list("pk", flat=True))
    for pk in itertools.cycle(keys):
        yield MemberPage.objects.get(pk=pk)


def add(parent: MemberPage, page: object) -> None:
    """Put a page below a profile, with a revision of its own."""
    page.locale = parent.locale  # type: ignore[attr-defined]
    parent.add_child(instance=page)
    page.save_revision()  # type: ignore[attr-defined]


def fill_files(size: int) -> None:
    """A tenth of it private papers, a fifth pictures, the rest documents; bytes that no compression makes smaller."""
    from django.core.files.base import ContentFile  # noqa: PLC0415
    from PIL import Image as Picture  # noqa: PLC0415
    from wagtail.documents import get_document_model  # noqa: PLC0415
    from wagtail.images import get_image_model  # noqa: PLC0415

    from meetings.models import Meeting, MeetingDocument  # noqa: PLC0415

    meeting = Meeting.objects.first()
    for number in range(size // 10 // DOCUMENT_BYTES):
        paper = ContentFile(os.urandom(DOCUMENT_BYTES), name=f"{number}.pdf")
        MeetingDocument.objects.create(meeting=meeting, title=f"Bilaga {number}", file=paper)
    for number in range(size // 5 // (PICTURE_SIDE**2 * 3)):
        noise = Picture.frombytes("RGB", (PICTURE_SIDE, PICTURE_SIDE), os.urandom(PICTURE_SIDE**2 * 3))
        noise.save(content := io.BytesIO(), "PNG", compress_level=0)
        picture = ContentFile(content.getvalue(), name=f"{number}.png")
        get_image_model().objects.create(title=f"Bild {number}", file=picture)
    for number in range(size * 7 // 10 // DOCUMENT_BYTES):
        document = ContentFile(os.urandom(DOCUMENT_BYTES), name=f"{number}.pdf")
        get_document_model().objects.create(title=f"Dokument {number}", file=document)


def fill_mail(subscribers: int, deliveries: int) -> None:
    """Readers with their consents, and a newsletter of long ago."""
    from django.utils import timezone  # noqa: PLC0415

    from mailings.models import Delivery, Mailing  # noqa: PLC0415

    now = timezone.now()
    fill_readers(subscribers, at=now)
    mailing = Mailing.objects.create(
        kind="newsletter", key="hand-over", label="Nyhetsbrev", state=Mailing.State.DONE, created_at=now
    )
    sent = (
        Delivery(
            mailing=mailing,
            address=f"mottagare{number}@hand-over.example",
            merge={"name": f"Läsare {number}", "a": [1, 2.5, None]},
            state=Delivery.State.ACCEPTED,
            reply="250 2.0.0 OK queued",
            message_id=f"<{number}@hand-over.example>",
            next_attempt_at=now,
            accepted_at=now,
        )
        for number in range(deliveries)
    )
    while batch := list(itertools.islice(sent, BATCH)):
        Delivery.objects.bulk_create(batch)


def fill_readers(number: int, *, at: datetime.datetime) -> None:
    """Subscribers who confirmed, with the hashes of their links."""
    from core.tokens import new_nonce  # noqa: PLC0415
    from newsletters.links import set_hashes  # noqa: PLC0415
    from newsletters.models import Subscriber  # noqa: PLC0415

    readers = [
        Subscriber(
            address=f"lasare{place}@hand-over.example",
            state=Subscriber.State.CONFIRMED,
            consent_wording="Ja, skicka nyhetsbrevet.",
            consent_source="page",
            consented_at=at,
            confirmed_at=at,
            nonce=new_nonce(),
        )
        for place in range(number)
    ]
    Subscriber.objects.bulk_create(readers, batch_size=BATCH)
    for reader in readers:
        set_hashes(reader)
    Subscriber.objects.bulk_update(readers, ["manage_hash", "unsubscribe_hash"], batch_size=200)


if __name__ == "__main__":
    sys.exit(main())
