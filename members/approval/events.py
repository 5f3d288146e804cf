"""Tells people of what Wagtail's workflow does; Wagtail's own mails are switched off (core.apps.PortalAdminConfig)."""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver
from django.utils import timezone
from wagtail.models import GroupApprovalTask, Page, TaskState, WorkflowState
from wagtail.signals import task_submitted, workflow_approved, workflow_cancelled, workflow_rejected

from accounts.models import User
from members.approval.notices import tell_approved, tell_sent_back, tell_submitted
from members.approval.people import approvers_of, authors_of


def _page_of(state: WorkflowState) -> Page | None:
    page = state.content_object
    return page if isinstance(page, Page) else None


@receiver(task_submitted, dispatch_uid="ask_approvers")
def ask_approvers(sender: type[TaskState], instance: TaskState, **kwargs: Any) -> None:
    """A page was sent in, for the first time or again."""
    page = _page_of(instance.workflow_state)
    if page is None or not isinstance(instance.task.specific, GroupApprovalTask):
        return
    receivers = approvers_of(instance, but=instance.workflow_state.requested_by)
    tell_submitted(instance, receivers, page=page, at=timezone.now())


@receiver(workflow_approved, dispatch_uid="tell_authors_of_approval")
def tell_authors_of_approval(
    sender: type[WorkflowState], instance: WorkflowState, user: User | None, **kwargs: Any
) -> None:
    """A coordinator approved: the page is published."""
    page, state = _page_of(instance), instance.current_task_state
    if page is not None and state is not None:
        receivers = authors_of(page, instance.requested_by, but=user)
        tell_approved(state, receivers, page=page, by=user, at=timezone.now())


@receiver(workflow_rejected, dispatch_uid="tell_authors_of_return")
def tell_authors_of_return(
    sender: type[WorkflowState], instance: WorkflowState, user: User | None, **kwargs: Any
) -> None:
    """A coordinator wants changes."""
    page, state = _page_of(instance), instance.current_task_state
    if page is not None and state is not None:
        receivers = authors_of(page, instance.requested_by, but=user)
        tell_sent_back(state, receivers, page=page, by=user, at=timezone.now())


@receiver(workflow_cancelled, dispatch_uid="tell_authors_of_end")
def tell_authors_of_end(sender: type[WorkflowState], instance: WorkflowState, user: User | None, **kwargs: Any) -> None:
    """Somebody else published the page past the workflow (which ends it), or stopped the workflow."""
    page, state = _page_of(instance), instance.current_task_state
    if page is None or state is None or user is None or user == instance.requested_by:
        return
    receivers = authors_of(page, instance.requested_by, but=user)
    published = page.live_revision
    if published is not None and published.pk >= state.revision_id:
        tell_approved(state, receivers, page=page, by=user, at=timezone.now())
    else:
        tell_sent_back(state, receivers, page=page, by=user, at=timezone.now())
