"""An issue as it would go out now: what the points of the checklist look at, each thing read once."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from functools import cached_property
from typing import Any

from django.urls import reverse

from newsletters.audience import Audience, count_audience
from newsletters.models import NewsletterPage
from newsletters.rendering import RenderedIssue, groups_of, render_issue
from newsletters.sections import Section, issue_sections
from newsletters.versions import issue_key, issue_versions

Mails = list[tuple[NewsletterPage, RenderedIssue]]


class Draft:
    """The latest texts of an issue in all its languages, for all groups of readers, and who gets it."""

    def __init__(self, page: NewsletterPage, *, at: datetime.datetime, mails: Mails | None = None) -> None:
        """`mails` are those that are rendered already."""
        self.page = page
        self.at = at
        self._mails = mails

    @cached_property
    def versions(self) -> list[NewsletterPage]:
        """The pages, Swedish first."""
        return issue_versions(self.page)

    @cached_property
    def mails(self) -> Mails:
        """Each mail that somebody may get, with the page that it is made from."""
        if self._mails is not None:
            return self._mails
        return [(version, render_issue(version, group)) for version in self.versions for group in groups_of(version)]

    @cached_property
    def sections(self) -> list[tuple[NewsletterPage, Section]]:
        """Every part of every mail, once for each language."""
        found: dict[tuple[Any, ...], tuple[NewsletterPage, Section]] = {}
        for version in self.versions:
            for group in groups_of(version):
                for section in issue_sections(version, group):
                    found[version.pk, repr(section)] = (version, section)
        return list(found.values())

    @cached_property
    def audience(self) -> Audience:
        """Who gets it."""
        languages = {version.locale.language_code for version in self.versions}
        return count_audience(languages, key=issue_key(self.page))

    def edit_url(self, version: NewsletterPage) -> str:
        """Where this language is written."""
        return reverse("wagtailadmin_pages:edit", args=[version.pk])

    @cached_property
    def stored(self) -> list[Any]:
        """What is stored in the bodies, as plain values."""
        return [version.body.get_prep_value() for version in self.versions]


def walk(value: Any) -> Iterator[Any]:
    """Every value within stored blocks, whatever their shape."""
    yield value
    for child in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from walk(child)
