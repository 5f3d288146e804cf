"""The newsletter in the admin: menu, addresses, permission, and the way from an issue to its sending."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import include, path, reverse
from django.urls.resolvers import URLResolver
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.action_menu import ActionMenuItem
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import Button
from wagtail.log_actions import LogActionRegistry
from wagtail.models import Page

from core.clock_words import time_words
from mailings.models import Mailing
from newsletters.digest.viewsets import digest_rule_viewset
from newsletters.models import NewsletterPage
from newsletters.permissions import can_send
from newsletters.sending import CALLED_OFF, NOT_SENT, TAKEN_BACK, was_changed
from newsletters.versions import find_mailing
from newsletters.viewsets import ReadersViewSetGroup, readers_viewset_group

SEND_LABEL = _("Send the newsletter")
SCHEDULED_WORDS = _(
    "This newsletter is scheduled for %(day)s, %(time)s. If you change it, it is not sent: it has to be approved and "
    "scheduled again."
)
CHANGED_WORDS = _(
    "The sending was called off because the newsletter was changed. It has to be approved and scheduled again."
)
SENT_WORDS = _(
    "This newsletter has been sent. What the mail says can no longer be changed; what you change here shows on the "
    "web only."
)


@hooks.register("register_admin_viewset")
def register_readers() -> ReadersViewSetGroup:
    """Subscribers, topics and lists, in the main menu."""
    return readers_viewset_group


@hooks.register("register_admin_viewset")
def register_digest_rules() -> ModelViewSet:
    """The rules of automatic newsletters, under Settings."""
    return digest_rule_viewset


@hooks.register("register_admin_urls")
def register_addresses() -> list[URLResolver]:
    """The pages for sending and bringing in."""
    return [path("newsletters/", include("newsletters.admin_urls"))]


@hooks.register("register_permissions")
def register_send_permission() -> QuerySet[Permission]:
    """Show the permission to send under Settings → Groups."""
    return Permission.objects.filter(content_type__app_label="newsletters", codename="send_newsletterpage")


@hooks.register("register_page_header_buttons")
def send_button(page: Page, user: Any, view_name: str, next_url: str | None = None) -> Iterator[Button]:
    """The way from an issue to its sending, in the menu at the head of the page."""
    if isinstance(page.specific_deferred, NewsletterPage) and can_send(user):
        url = reverse("newsletters_admin:send", args=[page.pk])
        yield Button(SEND_LABEL, url=url, icon_name="mail", priority=5)


class SendMenuItem(ActionMenuItem):
    """The way from an issue to its sending, beside Save and Publish."""

    name = "action-send-newsletter"
    label = SEND_LABEL
    icon_name = "mail"

    def is_shown(self, context: dict[str, Any]) -> bool:
        """On saved issues, for those who may send."""
        page = context.get("page")
        return context["view"] == "edit" and isinstance(page, NewsletterPage) and can_send(context["request"].user)

    def get_url(self, parent_context: dict[str, Any]) -> str:
        """The page that asks before it sends."""
        return reverse("newsletters_admin:send", args=[parent_context["page"].pk])


@hooks.register("register_page_action_menu_item")
def register_send_item() -> SendMenuItem:
    """Offer sending where the issue is edited."""
    return SendMenuItem(order=90)


class StatisticsMenuItem(MenuItem):
    """The way to the numbers, for those who send."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether this person does."""
        return can_send(request.user)


@hooks.register("register_reports_menu_item")
def statistics_menu_item() -> StatisticsMenuItem:
    """Among the reports."""
    return StatisticsMenuItem(
        _("How the newsletters arrived"), reverse("newsletters_admin:statistics"), icon_name="mail", order=880
    )


@hooks.register("register_help_menu_item")
def embed_menu_item() -> MenuItem:
    """The form for other websites, for every editor."""
    return MenuItem(
        _("Newsletter sign-up on your website"), reverse("newsletters_admin:embed"), icon_name="code", order=900
    )


@hooks.register("register_log_actions")
def register_actions(actions: LogActionRegistry) -> None:
    """What becomes of a scheduled issue stands in its history: who, what and when."""
    off, back = _("Changed it, so its sending was called off"), _("Took its sending back")
    actions.register_action(CALLED_OFF, _("Call off a changed newsletter"), off)
    actions.register_action(TAKEN_BACK, _("Take a newsletter back"), back)


@hooks.register("before_edit_page", order=-1)
def tell_where_it_stands(request: HttpRequest, page: Page) -> None:
    """Say above the editor what a change would mean: for an issue that is scheduled, called off or sent."""
    if request.method != "GET" or not isinstance(page, NewsletterPage):
        return
    mailing = find_mailing(page)
    if mailing is None:
        return
    if mailing.state == Mailing.State.SCHEDULED and mailing.scheduled_at is not None:
        when = timezone.localtime(mailing.scheduled_at)
        messages.warning(request, SCHEDULED_WORDS % {"day": date_format(when), "time": time_words(when)})
    elif was_changed(page, mailing):
        messages.warning(request, CHANGED_WORDS)
    elif mailing.state not in NOT_SENT:
        messages.info(request, SENT_WORDS)
