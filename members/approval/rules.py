"""Whose pages need approval, and Wagtail's workflow for it."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib.auth.models import Group
from django.db import transaction
from wagtail.models import GroupApprovalTask, Page, Workflow, WorkflowPage, WorkflowTask

from members.models import ApprovalSettings, Member

WORKFLOW_NAME = "Koordinatorns godkännande"


def publishes_at_once(member: Member) -> bool:
    """Whether the member's editors publish without anybody's approval."""
    if member.publishing == Member.Publishing.AS_NETWORK:
        return bool(ApprovalSettings.load().members_publish_at_once)
    return member.publishing == Member.Publishing.AT_ONCE


@transaction.atomic
def ensure_workflow(approvers: Group) -> Workflow:
    """The one workflow, with one task of the approvers; made where there is none. Its names may be changed."""
    settings = ApprovalSettings.load()
    if settings.workflow is None:
        workflow = Workflow.objects.create(name=WORKFLOW_NAME)
        task = GroupApprovalTask.objects.create(name=WORKFLOW_NAME)
        task.groups.add(approvers)
        WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
        settings.workflow = workflow
        settings.save()
    return settings.workflow


def require_approval(pages: Iterable[Page], workflow: Workflow) -> None:
    """Let these pages, and those below them, take the workflow's way."""
    for page in pages:
        WorkflowPage.objects.update_or_create(page=page.page_ptr, defaults={"workflow": workflow})


def waive_approval(pages: Iterable[Page]) -> None:
    """Let these pages be published at once. What has been sent in already stays with the coordinators."""
    WorkflowPage.objects.filter(page__in=[page.pk for page in pages]).delete()
