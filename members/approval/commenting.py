"""Comments on pages: Wagtail's own, told of through the outbox."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from wagtail.admin.views.pages.edit import EditView
from wagtail.models import Comment, CommentReply, Page, PageSubscription
from wagtail.users.models import UserProfile

from accounts.models import User
from members.approval.notices import COMMENT_KIND, tell
from members.approval.people import who_may_change


@dataclass(frozen=True)
class Remark:
    """One thing that was said, or settled."""

    by: str
    text: str
    about: str = ""
    is_settled: bool = False


def remarks_in(changes: Mapping[str, Any]) -> list[Remark]:
    """What is new, in the order of the page: new comments, answers to older ones, settled ones."""
    new = [Remark(by=str(comment.user), text=comment.text) for comment in changes["new_comments"]]
    answers = [
        Remark(by=str(reply.user), text=reply.text, about=comment.text)
        for comment, replies in changes["new_replies"]
        for reply in replies
    ]
    settled = [Remark(by="", text=comment.text, is_settled=True) for comment in changes["resolved_comments"]]
    return [*new, *answers, *settled]


def _key(page: Page, changes: Mapping[str, Any]) -> str:
    """The same for the same remarks, so that they are told of once."""
    numbers = [f"c{comment.pk}" for comment in changes["new_comments"]]
    numbers += [f"r{reply.pk}" for _comment, replies in changes["new_replies"] for reply in replies]
    numbers += [f"s{comment.pk}@{comment.resolved_at.timestamp()}" for comment in changes["resolved_comments"]]
    return f"page-comment-{page.pk}-{hashlib.sha256(' '.join(numbers).encode()).hexdigest()[:32]}"


def those_concerned(page: Page, *, but: User) -> list[User]:
    """Who follows the page's comments, has said something on it, made it, or sent it in; and may still change it."""
    people = [user for user in who_may_change(_candidates(page), page) if user != but]
    return [user for user in people if UserProfile.get_for_user(user).updated_comments_notifications]


def _candidates(page: Page) -> Iterator[User]:
    subscriptions = PageSubscription.objects.filter(page=page, comment_notifications=True).select_related("user")
    yield from (subscription.user for subscription in subscriptions)
    yield from (comment.user for comment in Comment.objects.filter(page=page).select_related("user"))
    yield from (reply.user for reply in CommentReply.objects.filter(comment__page=page).select_related("user"))
    if page.owner is not None:
        yield page.owner
    for state in page.workflow_states.exclude(requested_by=None).select_related("requested_by"):
        yield state.requested_by


class PageEditView(EditView):
    """Wagtail's editor; what is said in comments leaves through the outbox."""

    def send_commenting_notifications(self, changes: Mapping[str, Any]) -> None:
        """Tell those concerned, once."""
        remarks = remarks_in(changes)
        if not remarks:
            return
        receivers = those_concerned(self.page, but=self.request.user)
        key = _key(self.page, changes)
        tell(
            COMMENT_KIND,
            receivers,
            key=key,
            page=self.page,
            by=self.request.user,
            at=timezone.now(),
            remarks=remarks,
        )
