"""One way in which an issue is read: a language, and a group of readers."""

from __future__ import annotations

from dataclasses import dataclass
from email.utils import parseaddr

from django.conf import settings
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.translation import get_language_info
from django_stubs_ext import StrOrPromise

from core.links import network_name
from newsletters.emails import sample_values
from newsletters.groups import ReaderGroup
from newsletters.models import NewsletterPage
from newsletters.models.audience import GROUPS
from newsletters.rendering import RenderedIssue, groups_of, render_issue, with_sample_values
from newsletters.versions import issue_versions


@dataclass(frozen=True)
class Choice:
    """Something that one can choose to look at."""

    value: str
    label: StrOrPromise
    is_chosen: bool


class Issue:
    """An issue in all its readings; what is asked for and is not there gives the first that is."""

    def __init__(self, page: NewsletterPage, asked: QueryDict) -> None:
        self.page = page
        self.asked = asked

    @cached_property
    def versions(self) -> dict[str, NewsletterPage]:
        """The languages that are whole, Swedish first; the page as it stands where none is."""
        found = issue_versions(self.page) or [self.page.get_latest_revision_as_object()]
        return {version.content_language: version for version in found}

    @property
    def language(self) -> str:
        """The language that is looked at."""
        asked = self.asked.get("language", "")
        return asked if asked in self.versions else next(iter(self.versions))

    @property
    def version(self) -> NewsletterPage:
        """The page in that language."""
        return self.versions[self.language]

    @cached_property
    def group(self) -> ReaderGroup:
        """The group that reads."""
        asked = self.asked.get("group", "")
        return next((group for group in groups_of(self.version) if group == asked), ReaderGroup.PUBLIC)

    @property
    def is_dark(self) -> bool:
        """Whether a program is shown that turns the colors around."""
        return self.asked.get("scheme") == "dark"

    @cached_property
    def mail(self) -> RenderedIssue:
        """What is sent, with sample values where each mail differs."""
        return with_sample_values(render_issue(self.version, self.group), sample_values(self.language, self.group))

    @property
    def sender(self) -> str:
        """Who it is from, as the inbox says it."""
        return self.mail.sender_name or parseaddr(settings.DEFAULT_FROM_EMAIL)[0] or network_name()

    @property
    def languages(self) -> list[Choice]:
        """The languages to choose among."""
        return [
            Choice(code, get_language_info(code)["name_translated"].capitalize(), code == self.language)
            for code in self.versions
        ]

    @property
    def groups(self) -> list[Choice]:
        """The groups to choose among: those that read something of their own."""
        names = dict(GROUPS)
        return [Choice(group.value, names[group.value], group == self.group) for group in groups_of(self.version)]

    @property
    def query(self) -> str:
        """What names this reading in an address."""
        values = QueryDict(mutable=True)
        values.update({"language": self.language, "group": self.group.value})
        if self.is_dark:
            values["scheme"] = "dark"
        return values.urlencode()
