"""The sections of my pages, in the order that people meet them.

A section whose address nobody answers yet is left out, so that apps beside this one bring theirs by a name alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True)
class Section:
    """One line of the navigation: the view it leads to, its name, and what one does there.

    `below` names further views that belong to it, each a view's name or its beginning up to a "*".
    """

    view: str
    name: StrOrPromise
    about: StrOrPromise
    below: tuple[str, ...] = ()
    is_account: bool = False

    def holds(self, view: str) -> bool:
        """Whether a view belongs to this section."""
        return view == self.view or any(
            view.startswith(name[:-1]) if name.endswith("*") else view == name for name in self.below
        )


SECTIONS = (
    Section("my_pages:start", _("My pages"), ""),
    Section(
        "my_pages:waiting",
        _("What waits for me"),
        _("Drafts to approve, answers to give, things to look through."),
        ("my_pages:waiting-*",),
    ),
    Section(
        "my_pages:member",
        _("My member"),
        _("Your municipality's or region's profile, contacts and people."),
        ("my_pages:member-*",),
    ),
    Section(
        "my_pages:meetings", _("My meetings"), _("Answer invitations, and find the papers."), ("my_pages:meeting-*",)
    ),
    Section(
        "my_pages:projects",
        _("My practices"),
        _("What you lead, take part in and have taken up."),
        ("my_pages:project-*",),
    ),
    Section("my_pages:reviews", _("My reviews"), _("Say what is still right."), ("my_pages:review-*",)),
    Section("my_pages:notices", _("What I am told"), _("Which mails you get, and how often.")),
    Section(
        "mailings:received", _("Mail to me"), _("Every mail that the portal has sent you, and why."), is_account=True
    ),
    Section(
        "mailings:own",
        _("My mailings"),
        _("What you have sent to many, and how far it has come."),
        ("mailings:own-*",),
        is_account=True,
    ),
    Section(
        "accounts:account",
        _("My account"),
        _("Name, language, password, second factor and devices."),
        ("accounts:*",),
        is_account=True,
    ),
    Section(
        "privacy:my_data", _("My data"), _("Take away or erase what the portal knows of you."), ("privacy:my_*",), True
    ),
)


@dataclass(frozen=True)
class Entry:
    """A section as a link on the page that is shown."""

    section: Section
    url: str
    is_current: bool


def entries(view: str) -> Iterator[Entry]:
    """The sections that somebody answers, as links in the active language; `view` is the one that is shown."""
    for section in SECTIONS:
        try:
            url = reverse(section.view)
        except NoReverseMatch:
            continue
        yield Entry(section, url, section.holds(view))
