"""Who writes, approves and sends an issue (docs/adr/0034).

Writing is a page permission, approving is the task of Wagtail's workflow, sending is a permission of a group.
"""

from __future__ import annotations

import datetime
import hashlib
import json

from django.contrib.auth.models import AnonymousUser, Group, Permission
from django.db import transaction
from django.utils.translation import gettext
from wagtail.models import GroupApprovalTask, GroupPagePermission, Workflow, WorkflowPage, WorkflowTask

from accounts.models import User
from members.permissions import COORDINATOR_GROUP_NAME
from newsletters.choice import Choice, choice_for
from newsletters.models import IssueApproval, NewsletterIndexPage, NewsletterPage, NewsletterSettings
from newsletters.permissions import can_send
from newsletters.versions import issue_key, issue_versions

WORKFLOW_NAME = "Nyhetsbrevets godkännande"
WRITERS_NAME = "Nyhetsbrevets redaktörer"
WRITERS_MAY = ("add_page", "change_page")
# What is on an issue without being said in it.
SET_BY_SENDING = {"page_ptr", "issued_on", "public_text"}


@transaction.atomic
def provision_newsletter(index: NewsletterIndexPage) -> None:
    """Give the archive its writers and its workflow. May run twice; what a coordinator has changed since stays."""
    settings = NewsletterSettings.load()
    if settings.workflow is None:
        settings.workflow = _make_workflow()
        settings.save()
    WorkflowPage.objects.get_or_create(page=index.page_ptr, defaults={"workflow": settings.workflow})
    writers, is_new = Group.objects.get_or_create(name=WRITERS_NAME)
    if is_new:
        writers.permissions.set(
            Permission.objects.filter(content_type__app_label="wagtailadmin", codename="access_admin")
        )
    for permission in Permission.objects.filter(content_type__app_label="wagtailcore", codename__in=WRITERS_MAY):
        GroupPagePermission.objects.get_or_create(group=writers, page_id=index.pk, permission=permission)


def _make_workflow() -> Workflow:
    approvers, _created = Group.objects.get_or_create(name=COORDINATOR_GROUP_NAME)
    workflow = Workflow.objects.create(name=WORKFLOW_NAME)
    task = GroupApprovalTask.objects.create(name=WORKFLOW_NAME)
    task.groups.add(approvers)
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    return workflow


def can_approve(user: User | AnonymousUser) -> bool:
    """Whether the user is in a group that the workflow's tasks name; the coordinators, unless somebody changed it."""
    if not user.is_active:
        return False
    workflow = NewsletterSettings.load().workflow
    tasks = GroupApprovalTask.objects.filter(workflow_tasks__workflow=workflow)
    return bool(user.is_superuser or tasks.filter(groups__in=user.groups.all()).exists())


def wording_of(page: NewsletterPage) -> str:
    """A checksum over what the issue says in all its languages and to whom, and over nothing that sending changes."""
    said: list[object] = [[version.locale.language_code, *_texts(version)] for version in issue_versions(page)]
    choice = choice_for(issue_key(page))
    if choice != Choice():
        values = vars(choice).items()
        said.append({name: value if isinstance(value, bool | str) else sorted(value) for name, value in values})
    return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()


def _texts(version: NewsletterPage) -> list[str]:
    names = {field.name for field in NewsletterPage._meta.local_fields} - SET_BY_SENDING
    content = version.serializable_data()
    return [str(content[name]) for name in ("title", *sorted(names))]


def approval_of(page: NewsletterPage) -> IssueApproval | None:
    """The yes to what the issue says now, in all its languages; None where something has been changed since."""
    return IssueApproval.objects.filter(issue=page.translation_key, wording=wording_of(page)).first()


def approve_issue(page: NewsletterPage, *, by: User | None, at: datetime.datetime) -> IssueApproval:
    """Say yes to what the issue says now, in all its languages. The first yes stands."""
    approval, _created = IssueApproval.objects.get_or_create(
        issue=page.translation_key, wording=wording_of(page), defaults={"approved_by": by, "approved_at": at}
    )
    return approval


def why_not_send(page: NewsletterPage, user: User) -> str:
    """Why this person may not send the issue as it is; "" for whoever may.

    A sender who may approve does so by sending. Where the network wants two people, another one has to have done it.
    """
    if not can_send(user):
        return gettext("You may not send the newsletter.")
    approval, four_eyes = approval_of(page), NewsletterSettings.load().four_eyes
    if approval is None:
        if can_approve(user) and not four_eyes:
            return ""
        return gettext("The issue has to be approved before it is sent: submit it from where it is edited.")
    if four_eyes and approval.approved_by_id == user.pk:
        return gettext("You have approved this issue yourself. Somebody else has to send it.")
    return ""
