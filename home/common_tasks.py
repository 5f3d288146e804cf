"""What people most often come to the admin to do, one click away on its first page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin.ui.components import Component
from wagtail.models import Locale, Page
from wagtail.permissions import page_permission_policy

from accounts.models import User
from members.models import MemberPage
from news.models import NewsIndexPage, NewsPage
from newsletters.models import NewsletterIndexPage, NewsletterPage
from projects.models import ProjectPage

MOST_MEMBERS = 3


@dataclass(frozen=True)
class CommonTask:
    """A thing to do: its words, where it is done, and an icon of Wagtail's."""

    label: str
    url: str
    icon: str


def tasks_of(user: User) -> list[CommonTask]:
    """The tasks that this person may do, in the active language; at most a handful."""
    return [*_tasks_of_network(user), *_tasks_of_members(user)]


def _address_to_add(page_type: type[Page], parent: Page) -> str:
    return reverse("wagtailadmin_pages:add", args=[page_type._meta.app_label, page_type._meta.model_name, parent.pk])


def _tasks_of_network(user: User) -> Iterator[CommonTask]:
    if user.has_perm("meetings.add_meeting"):
        yield CommonTask(_("Announce a meeting"), reverse("meeting_records:add"), "date")
    for index_type, page_type, label, icon in (
        (NewsIndexPage, NewsPage, _("Write news from the network"), "edit"),
        (NewsletterIndexPage, NewsletterPage, _("Compose a newsletter"), "mail"),
    ):
        index = index_type.objects.filter(locale=Locale.get_default()).first()
        if index and index.permissions_for_user(user).can_add_subpage():
            yield CommonTask(label, _address_to_add(page_type, index), icon)
    if user.has_perm("members.change_member"):
        yield CommonTask(_("See the members"), reverse("member:index"), "group")


def _tasks_of_members(user: User) -> Iterator[CommonTask]:
    """For editors of a few members; a coordinator, who may edit all, finds them in the list."""
    editable = page_permission_policy.instances_user_has_permission_for(user, "change")
    pages = MemberPage.objects.filter(pk__in=editable.values("pk"), locale=Locale.get_default())[: MOST_MEMBERS + 1]
    if len(pages) > MOST_MEMBERS:
        return
    for page in pages:
        name = {"member": page.title}
        yield CommonTask(
            _("Edit the profile of %(member)s") % name, reverse("wagtailadmin_pages:edit", args=[page.pk]), "edit"
        )
        yield CommonTask(_("Tell about a practice of %(member)s") % name, _address_to_add(ProjectPage, page), "plus")
        yield CommonTask(_("Write news from %(member)s") % name, _address_to_add(NewsPage, page), "edit")


class CommonTasksPanel(Component):
    """The panel on the admin's first page."""

    name = "common_tasks"
    template_name = "home/admin/common_tasks.html"
    order = 50

    def __init__(self, user: User) -> None:
        self.user = user

    def get_context_data(self, parent_context: object = None) -> dict[str, object]:
        """Give the tasks."""
        return {"tasks": tasks_of(self.user)}
