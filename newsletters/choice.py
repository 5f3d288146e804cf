"""Whom an issue has been chosen to go to."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from newsletters.groups import ReaderGroup
from newsletters.models import IssueAudience

KEY_BEGINS = "newsletter-"
# An issue that was missed or called off is sent anew under the same key with a number behind this sign.
ATTEMPT_SIGN = "#"


@dataclass(frozen=True)
class Choice:
    """The sources of an audience. Without anything else said, these are all subscribers."""

    to_subscribers: bool = True
    topics: tuple[int, ...] = ()
    language: str = ""
    groups: frozenset[ReaderGroup] = frozenset()
    theme_groups: tuple[int, ...] = ()
    lists: tuple[int, ...] = ()


def choice_of(audience: IssueAudience) -> Choice:
    """What a saved row says."""
    groups = {
        ReaderGroup.POLITICIAN: audience.to_politicians,
        ReaderGroup.OFFICIAL: audience.to_officials,
        ReaderGroup.REPRESENTATIVE: audience.to_representatives,
    }
    return Choice(
        to_subscribers=audience.to_subscribers,
        topics=tuple(audience.topics.values_list("pk", flat=True)),
        language=audience.language,
        groups=frozenset(group for group, is_chosen in groups.items() if is_chosen),
        theme_groups=tuple(audience.theme_groups.values_list("pk", flat=True)),
        lists=tuple(audience.lists.values_list("pk", flat=True)),
    )


def choice_for(key: str) -> Choice:
    """What has been chosen for the issue with this key of a mailing (`newsletters.versions.issue_key`)."""
    try:
        issue = uuid.UUID(key.partition(ATTEMPT_SIGN)[0].removeprefix(KEY_BEGINS))
    except ValueError:
        return Choice()
    row = IssueAudience.objects.filter(issue=issue).first()
    return choice_of(row) if row is not None else Choice()
