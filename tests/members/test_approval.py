"""Members' pages are approved, or published at once; and those concerned are told, once."""

from typing import Any

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Comment, Page, WorkflowState

from accounts.models import User
from mailings.models import Delivery, Mailing
from members.approval.commenting import PageEditView, those_concerned
from members.approval.rules import publishes_at_once
from members.models import ApprovalSettings, Member
from members.services import end_role, provision_member
from projects.models import ProjectPage
from tests.factories.cast import Cast
from tests.factories.projects import ProjectPageFactory


@pytest.fixture
def untrusted(cast: Cast) -> Cast:
    """Trollhättan's editors have to wait for the coordinator."""
    cast.trollhattan.publishing = Member.Publishing.AFTER_APPROVAL
    cast.trollhattan.save()
    provision_member(cast.trollhattan)
    return cast


def draft(cast: Cast, title: str = "Promenadgrupper") -> ProjectPage:
    page: ProjectPage = ProjectPageFactory.create(
        parent=cast.trollhattan_page,
        lead_member=cast.trollhattan,
        title=title,
        live=False,
        owner=cast.trollhattan_editor,
    )
    page.save_revision(user=cast.trollhattan_editor)
    return page


def send_in(cast: Cast, page: Page) -> WorkflowState:
    workflow = page.get_workflow()
    assert workflow is not None
    state: WorkflowState = workflow.start(page, cast.trollhattan_editor)
    return state


def mails(kind: str) -> list[tuple[str, str]]:
    found = Delivery.objects.filter(mailing__kind=kind).order_by("pk")
    return [(delivery.address, delivery.mailing.label) for delivery in found.select_related("mailing")]


def test_trust_is_a_permission_to_publish(untrusted: Cast) -> None:
    page, other = draft(untrusted), untrusted.lulea_page

    assert not page.permissions_for_user(untrusted.trollhattan_editor).can_publish()
    assert page.permissions_for_user(untrusted.trollhattan_editor).can_submit_for_moderation()
    assert other.permissions_for_user(untrusted.lulea_editor).can_publish()
    assert not other.has_workflow

    untrusted.trollhattan.publishing = Member.Publishing.AT_ONCE
    untrusted.trollhattan.save()
    provision_member(untrusted.trollhattan)
    page = ProjectPage.objects.get(pk=page.pk)
    assert page.permissions_for_user(User.objects.get(pk=untrusted.trollhattan_editor.pk)).can_publish()
    assert not page.has_workflow


def test_the_networks_decision_holds_where_nothing_else_is_set(cast: Cast) -> None:
    Member.objects.filter(pk=cast.lulea.pk).update(publishing=Member.Publishing.AS_NETWORK)
    cast.lulea.refresh_from_db()
    provision_member(cast.lulea)
    assert not publishes_at_once(cast.lulea)

    url = reverse("wagtailsettings:edit", args=["members", "approvalsettings", ApprovalSettings.load().pk])
    answer = cast.client(cast.coordinator).post(url, {"members_publish_at_once": "on"})

    assert answer.status_code == 302
    assert publishes_at_once(cast.lulea)
    assert cast.lulea_page.permissions_for_user(cast.lulea_editor).can_publish()
    assert cast.client(cast.trollhattan_editor).get(url).status_code in {302, 403}


def test_a_new_member_waits_for_approval(cast: Cast) -> None:
    assert Member().publishing == Member.Publishing.AS_NETWORK
    assert not ApprovalSettings.load().members_publish_at_once


def test_coordinator_approves_in_the_admin_and_everybody_concerned_hears_it_once(untrusted: Cast) -> None:
    page = draft(untrusted)
    edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
    assert untrusted.client(untrusted.trollhattan_editor).get(edit).content.decode().count("action-publish") == 0
    state = send_in(untrusted, page)
    assert mails("page_submitted") == [
        (untrusted.coordinator.email, "”Promenadgrupper” väntar på ditt godkännande"),
    ]

    task = state.current_task_state.pk
    action = reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "approve", task])
    browser = untrusted.client(untrusted.coordinator)
    assert browser.post(action, {"next": "/admin/"}).status_code == 302
    browser.post(action, {"next": "/admin/"})

    assert ProjectPage.objects.get(pk=page.pk).live
    assert mails("page_approved") == [(untrusted.trollhattan_editor.email, "”Promenadgrupper” är godkänd")]
    assert not mails("page_sent_back")
    assert not mail.outbox
    assert Mailing.objects.count() == 2


def test_what_is_sent_back_tells_why_in_the_authors_language(untrusted: Cast) -> None:
    untrusted.trollhattan_editor.language = "en"
    untrusted.trollhattan_editor.save()
    page = draft(untrusted)
    state = send_in(untrusted, page)

    state.current_task_state.specific.reject(user=untrusted.coordinator, comment="Skriv vad det %%kostar%%.")

    mailing = Mailing.objects.get(kind="page_sent_back")
    assert mailing.label == "“Promenadgrupper” needs changes before it is published"
    assert "Skriv vad det %%kostar%%." in mailing.contents.get().text
    state.refresh_from_db()
    state.resume(user=untrusted.trollhattan_editor)
    assert len(mails("page_submitted")) == 2


def test_publishing_past_the_workflow_is_told_as_approval(untrusted: Cast) -> None:
    page = draft(untrusted)
    send_in(untrusted, page)

    page.get_latest_revision().publish(user=untrusted.coordinator)

    assert [address for address, _label in mails("page_approved")] == [untrusted.trollhattan_editor.email]
    assert not mails("page_sent_back")


def test_author_without_the_role_hears_nothing_more(untrusted: Cast) -> None:
    page = draft(untrusted)
    state = send_in(untrusted, page)
    end_role(untrusted.trollhattan_editor.representations.get(), at=timezone.localdate())

    state.current_task_state.specific.reject(user=untrusted.coordinator, comment="Nej.")

    assert not mails("page_sent_back")


def test_comments_leave_through_the_outbox_once_and_to_those_who_may_read_them(untrusted: Cast, rf: Any) -> None:
    page = draft(untrusted)
    comment = Comment.objects.create(
        page=page, user=untrusted.coordinator, text="Hur många kommer?", contentpath="summary", revision_created=None
    )
    Comment.objects.create(page=page, user=untrusted.lulea_editor, text="Förr", contentpath="summary")
    view = PageEditView()
    view.page, view.request = page, rf.post("/")
    view.request.user = untrusted.coordinator
    changes: dict[str, list[object]] = {
        name: [] for name in ("new_comments", "deleted_comments", "resolved_comments", "new_replies", "edited_comments")
    }

    for _time in range(2):
        view.send_commenting_notifications(changes | {"new_comments": [comment]})

    assert mails("page_comment") == [(untrusted.trollhattan_editor.email, "Kommentarer till ”Promenadgrupper”")]
    assert those_concerned(page, but=untrusted.trollhattan_editor) == [untrusted.coordinator]


def test_practices_are_edited_with_comments(untrusted: Cast) -> None:
    edit = reverse("wagtailadmin_pages:edit", args=[draft(untrusted).pk])

    assert "comments-data" in untrusted.client(untrusted.coordinator).get(edit).content.decode()
