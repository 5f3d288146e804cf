"""What waits for people here: pages to approve, pages that came back, invitations to a role."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import Page, TaskState, WorkflowState
from wagtail.permissions import page_permission_policy

from accounts.models import User
from core.waiting import WaitingItem, register_waiting
from members.models import RoleInvitation

APPROVE, SENT_BACK, INVITATION = "approve", "sent_back", "role_invitation"


def pages_to_approve(user: User, now: datetime.datetime) -> Iterator[WaitingItem]:
    """Pages that stand at a task of the user's groups."""
    states = (
        TaskState.objects.filter(
            status=TaskState.STATUS_IN_PROGRESS,
            workflow_state__status=WorkflowState.STATUS_IN_PROGRESS,
            task__groupapprovaltask__groups__user=user,
        )
        .select_related("revision", "workflow_state__requested_by")
        .distinct()
    )
    for state in states:
        values = {"title": state.revision.object_str, "name": state.workflow_state.requested_by or _("somebody")}
        yield WaitingItem(
            title=_("%(title)s, sent in by %(name)s") % values,
            url=reverse("wagtailadmin_pages:edit", args=[state.workflow_state.object_id]),
            since=timezone.localdate(state.started_at),
            kind=APPROVE,
        )


def pages_sent_back(user: User, now: datetime.datetime) -> Iterator[WaitingItem]:
    """Pages that the user sent in, may still change, and has to."""
    states = list(
        WorkflowState.objects.filter(
            requested_by=user, status=WorkflowState.STATUS_NEEDS_CHANGES, current_task_state__isnull=False
        ).select_related("current_task_state__revision")
    )
    if not states:
        return
    wanted = Page.objects.filter(pk__in=[int(state.object_id) for state in states])
    own = page_permission_policy.instances_user_has_permission_for(user, "change") & wanted
    numbers = {str(pk) for pk in own.values_list("pk", flat=True)}
    for state in states:
        task = state.current_task_state
        if state.object_id in numbers:
            yield WaitingItem(
                title=task.revision.object_str,
                url=reverse("wagtailadmin_pages:edit", args=[state.object_id]),
                since=timezone.localdate(task.finished_at or task.started_at),
                kind=SENT_BACK,
            )


def invitations_to_roles(user: User, now: datetime.datetime) -> Iterator[WaitingItem]:
    """Roles that the user's address is invited to."""
    found = RoleInvitation.objects.open().filter(address=user.email.lower(), expires_at__gt=now)
    for invitation in found.select_related("member"):
        yield WaitingItem(
            title=invitation.role_words,
            url=reverse("role_invitations:accept", args=[invitation.token]),
            since=timezone.localdate(invitation.sent_at),
            kind=INVITATION,
        )


def register_sources() -> None:
    """Make them known."""
    register_waiting(APPROVE, gettext_lazy("Pages to approve"), pages_to_approve, order=10)
    register_waiting(SENT_BACK, gettext_lazy("Pages to change and send in again"), pages_sent_back, order=20)
    register_waiting(INVITATION, gettext_lazy("Roles that you are invited to"), invitations_to_roles, order=30)
