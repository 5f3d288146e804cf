"""A member's profile as its editor sees it: the latest draft of the Swedish page, with the facts that it proposes.

Everything is saved as a Wagtail revision. Whether it is then published or goes to somebody for approval is the page
permission's to say (docs/adr/0024).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.functional import cached_property
from wagtail.models import Locale, Page, Revision, WorkflowState

from accounts.models import User
from core.plain_markup import to_html, to_markup
from members.models import Member, MemberPage
from members.models.proposed import Facts, facts_of, fingerprint, proposal_in, propose_facts

PLAIN = ("introduction", "governing_document", "governing_document_version", "governing_document_url")
RICH = ("policy_text", "health_in_planning")
Texts = dict[str, str]


class StaleProfileError(ValueError):
    """Somebody else has saved the profile since it was read."""


class NotAllowedError(ValueError):
    """The person may not do this with the profile now."""


@dataclass
class Profile:
    """One member's profile, for one person."""

    member: Member
    page: MemberPage
    user: User

    @cached_property
    def draft(self) -> MemberPage:
        """The page as its latest revision has it."""
        draft: MemberPage = self.page.get_latest_revision_as_object() if self.page.latest_revision_id else self.page
        return draft

    @cached_property
    def permissions(self) -> Any:
        """Wagtail's word on what the person may do with the page."""
        return self.page.permissions_for_user(self.user)

    @cached_property
    def is_locked(self) -> bool:
        """Whether somebody has locked the page, or is judging it, so that this person may not change it."""
        lock = self.page.get_lock()
        return lock is not None and bool(lock.for_user(self.user))

    @property
    def can_edit(self) -> bool:
        """Whether the person may change it now."""
        return bool(self.permissions.can_edit()) and not self.is_locked

    @property
    def can_publish(self) -> bool:
        """Whether what the person saves may go straight to the site."""
        return self.can_edit and bool(self.permissions.can_publish())

    @cached_property
    def workflow_state(self) -> WorkflowState | None:
        """Where the approval of the page stands, if it is asked for."""
        state: WorkflowState | None = self.page.current_workflow_state
        return state

    @property
    def needs_changes(self) -> bool:
        """Whether whoever judges it has asked for changes."""
        return self.workflow_state is not None and self.workflow_state.status == WorkflowState.STATUS_NEEDS_CHANGES

    @property
    def can_submit(self) -> bool:
        """Whether the person may ask for approval, and there is somebody to ask."""
        if not self.can_edit:
            return False
        return self.needs_changes or (self.workflow_state is None and self.page.get_workflow() is not None)

    @cached_property
    def proposal(self) -> tuple[Facts | None, bool]:
        """The facts that the draft proposes, and whether the site's have changed since."""
        return proposal_in(self.draft, member=self.member)

    @property
    def facts(self) -> Facts:
        """The facts of the draft."""
        return self.proposal[0] or facts_of(self.member)

    @property
    def texts(self) -> Texts:
        """The texts of the draft, the rich ones as plain text with signs."""
        texts = {name: str(getattr(self.draft, name)) for name in PLAIN}
        return texts | {name: to_markup(getattr(self.draft, name)) for name in RICH}

    @cached_property
    def version(self) -> str:
        """Changes whenever somebody saves the draft or the member's facts."""
        revision = self.last_saved
        # Its words too: Wagtail's editor saves into the same revision again and again.
        words = json.dumps(revision.content, sort_keys=True, default=str) if revision is not None else ""
        saved = hashlib.sha256(words.encode()).hexdigest()[:24]
        return f"{self.page.latest_revision_id or 0}.{saved}.{fingerprint(facts_of(self.member))}"

    @property
    def last_saved(self) -> Revision | None:
        """The latest revision."""
        return self.page.latest_revision

    @property
    def has_unpublished(self) -> bool:
        """Whether the draft differs from what the site shows."""
        return bool(self.page.has_unpublished_changes or not self.page.live)


def profile_of(member: Member, user: User) -> Profile | None:
    """The member's profile; None where it has no page yet."""
    pages = MemberPage.objects.filter(member=member, alias_of__isnull=True).select_related("latest_revision__user")
    page = pages.filter(locale=Locale.get_default()).order_by("pk").first() or pages.order_by("pk").first()
    return Profile(member, page, user) if page is not None else None


def write_draft(profile: Profile, texts: Mapping[str, str], facts: Facts) -> MemberPage:
    """Set (not save) what was written. A text that was left alone stays as it is, sign for sign."""
    draft, before = profile.draft, profile.texts
    for name in PLAIN:
        setattr(draft, name, texts[name])
    for name in RICH:
        if texts[name].replace("\r\n", "\n").strip() != before[name].strip():
            setattr(draft, name, to_html(texts[name], known=getattr(draft, name)))
    propose_facts(draft, facts, member=profile.member)
    return draft


@transaction.atomic
def save_profile(
    profile: Profile, texts: Mapping[str, str], facts: Facts, *, version: str, follow_up: str = ""
) -> Revision:
    """Save a draft; with `follow_up` "publish" or "submit" it is published, or goes to whoever approves.

    Raises StaleProfileError where `version` is no longer the latest, NotAllowedError where the person may not do it;
    then nothing is saved.
    """
    Page.objects.select_for_update().get(pk=profile.page.pk)
    now = profile_of(profile.member, profile.user)
    if now is None or not now.can_edit:
        raise NotAllowedError
    if now.version != version:
        raise StaleProfileError
    if (follow_up == "publish" and not now.can_publish) or (follow_up == "submit" and not now.can_submit):
        raise NotAllowedError
    revision: Revision = write_draft(now, texts, facts).save_revision(user=now.user, log_action=True)
    if follow_up == "publish":
        revision.publish(user=now.user)
    elif follow_up == "submit":
        submit_profile(now)
    return revision


def submit_profile(profile: Profile) -> None:
    """Ask for approval, or ask again where changes were asked for."""
    page = Page.objects.get(pk=profile.page.pk).specific
    if profile.needs_changes and profile.workflow_state is not None:
        profile.workflow_state.resume(user=profile.user)
    else:
        page.get_workflow().start(page, profile.user)
