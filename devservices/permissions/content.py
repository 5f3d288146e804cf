"""What a member keeps in Wagtail that is not public: drafts, changes not yet published, files, comments."""

from __future__ import annotations

import datetime
import io

from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from django.utils import timezone
from PIL import Image as Picture
from wagtail.admin.models import EditingSession
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtail.models import (
    Collection,
    Comment,
    CommentReply,
    GroupApprovalTask,
    Locale,
    Page,
    PageViewRestriction,
    UploadedFile,
    Workflow,
    WorkflowTask,
)
from wagtail_localize.models import StringSegment, Translation, TranslationSource

from accounts.models import User
from devservices.permissions.secrets import canary
from members.models import Member, MemberPage
from news.models import NewsCategory, NewsPage
from projects.models import ProjectPage

Keys = dict[str, str]


def secret(side: str, kind: str) -> str:
    """Words that hold a canary, and one that every search of this program asks for."""
    return f"Hemlig {canary(side, kind)}"


def make_pages(member: Member, side: str, editor: User) -> list[Page]:
    """Give a draft practice, a draft news item, the profile with changes not yet published, and internal news."""
    profile = MemberPage.objects.get(member=member, locale=Locale.get_default())
    category = NewsCategory.objects.order_by("pk").first() or NewsCategory.objects.create(
        key="natverket", name_sv="Nätverket", name_en="Network"
    )
    practice = ProjectPage(
        title=secret(side, "draft"), slug=f"utkast-{side}", summary=secret(side, "summary"), lead_member=member,
        live=False, owner=editor, locale=profile.locale,
    )  # fmt: skip
    news = NewsPage(
        title=secret(side, "draftnews"), slug=f"nyhetsutkast-{side}", lead=secret(side, "lead"), category=category,
        member=member, live=False, owner=editor, locale=profile.locale,
    )  # fmt: skip
    internal = NewsPage(
        title=secret(side, "internalnews"), slug=f"internt-{side}", lead=secret(side, "internallead"),
        category=category, member=member, owner=editor, locale=profile.locale,
    )  # fmt: skip
    for page in (practice, news, internal):
        profile.add_child(instance=page)
        page.save_revision(user=editor, log_action=True)
    restriction = PageViewRestriction.objects.create(page=internal, restriction_type=PageViewRestriction.GROUPS)
    assert member.editor_group is not None
    restriction.groups.add(member.editor_group)
    profile.introduction = secret(side, "unpublished")
    profile.title = secret(side, "unpublishedtitle")
    profile.save_revision(user=editor, log_action=True)
    profile.refresh_from_db()
    return [practice, profile, news, internal]


def make_workflow(page: Page, side: str, editor: User) -> Keys:
    """Put the page before somebody who approves, and let colleagues comment on it."""
    workflow = Workflow.objects.create(name=f"Godkännande {side}")
    assert editor.groups.exists()
    task = GroupApprovalTask.objects.create(name=f"Läsa {side}")
    task.groups.set(editor.groups.all())
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    workflow_state = workflow.start(page, editor)
    comment = Comment.objects.create(page=page, user=editor, text=secret(side, "comment"), contentpath="summary")
    CommentReply.objects.create(comment=comment, user=editor, text=secret(side, "reply"))
    session = EditingSession.objects.create(
        user=editor, content_type=ContentType.objects.get_for_model(Page), object_id=str(page.pk),
        last_seen_at=timezone.now(), is_editing=True,
    )  # fmt: skip
    return {
        "workflow": str(workflow.pk),
        "task": str(task.pk),
        "workflow_state": str(workflow_state.pk),
        "task_state": str(workflow_state.current_task_state.pk),
        "editing_session": str(session.pk),
    }


def make_translation(page: Page) -> Keys:
    """Have the draft translated."""
    source, _created = TranslationSource.update_or_create_from_instance(page)
    locale = Locale.objects.get(language_code="en")
    translation = Translation.objects.create(source=source, target_locale=locale)
    translation.save_target(publish=False)
    segment = StringSegment.objects.filter(source=source).order_by("pk").first()
    override = source.overridablesegment_set.order_by("pk").first()
    return {
        "translation_source": str(source.pk),
        "translation": str(translation.pk),
        "string_segment": str(segment.pk if segment else 0),
        "overridable_segment": str(override.pk if override else 0),
    }


def picture(color: str) -> ImageFile:
    """A small PNG."""
    buffer = io.BytesIO()
    Picture.new("RGB", (8, 8), color).save(buffer, "PNG")
    return ImageFile(io.BytesIO(buffer.getvalue()), name="bild.png")


def make_files(side: str, editor: User, *, public: Collection, private: Collection) -> Keys:
    """A private document and a picture, and two uploads that nobody has finished."""
    document = Document.objects.create(
        title=secret(side, "document"), collection=private, uploaded_by_user=editor,
        file=ContentFile(secret(side, "documentfile").encode(), name=f"underlag-{side}.txt"),
    )  # fmt: skip
    document._set_document_file_metadata()
    document.save()
    document.file.close()
    document.tags.add(secret(side, "tag"))
    image = Image.objects.create(
        title=secret(side, "image"), collection=public, uploaded_by_user=editor, width=8, height=8,
        file=picture("red" if side == "a" else "blue"),
    )  # fmt: skip
    image._set_image_file_metadata()
    image.save()
    image.file.close()
    image.tags.add(secret(side, "imagetag"))
    upload = UploadedFile.objects.create(
        file=ContentFile(b"x", name=f"uppladdning-{side}.txt"), uploaded_by_user=editor,
        for_content_type=ContentType.objects.get_for_model(Document),
    )  # fmt: skip
    image_upload = UploadedFile.objects.create(
        file=picture("green"), uploaded_by_user=editor, for_content_type=ContentType.objects.get_for_model(Image)
    )
    return {
        "document": str(document.pk),
        "document_file": document.filename,
        "image": str(image.pk),
        "image_file": image.filename,
        "document_upload": str(upload.pk),
        "image_upload": str(image_upload.pk),
        "collection": str(private.pk),
        "collection_restriction": str(private.view_restrictions.get().pk),
    }


def page_keys(page: Page) -> Keys:
    """What addresses name of a page."""
    revision = page.latest_revision
    restriction = PageViewRestriction.objects.filter(page=page).first()
    return {
        "page": str(page.pk),
        "page_path": page.get_url_parts()[2].lstrip("/"),
        "page_app": page.specific_class._meta.app_label,
        "page_model": page.specific_class._meta.model_name or "",
        "revision": str(revision.pk if revision else 0),
        "page_restriction": str(restriction.pk if restriction else 0),
        "today": datetime.date(2026, 6, 1).isoformat(),
    }
