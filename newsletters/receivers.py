"""Keeps the newsletter in step with what happens to its pages."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.apps import apps as installed_apps
from django.core.exceptions import FieldDoesNotExist
from django.db.models.signals import post_migrate, post_save
from django.dispatch import receiver
from django.utils import timezone
from wagtail.models import Revision, WorkflowState
from wagtail.signals import page_published, workflow_approved

from accounts.models import User
from mailings.models import Mailing
from newsletters.approval import approve_issue, provision_newsletter
from newsletters.emails import ISSUE_KIND
from newsletters.models import NewsletterIndexPage, NewsletterPage
from newsletters.sending import call_off, call_off_if_changed, keep_off_the_web
from newsletters.web_text import keep_web_text


@receiver(post_save, sender=NewsletterIndexPage, dispatch_uid="provision_newsletter")
def provision_new_archive(
    sender: type[NewsletterIndexPage], instance: NewsletterIndexPage, created: bool, **kwargs: Any
) -> None:
    """The archive of each language has its writers and its workflow."""
    if created and not kwargs.get("raw"):
        provision_newsletter(instance)


@receiver(post_migrate, dispatch_uid="provision_newsletter_after_migrate")
def provision_archives_after_migrate(sender: AppConfig, **kwargs: Any) -> None:
    """Archives that are older than the approval get it, too; `auth` is migrated after all that takes part."""
    if sender.label != "auth":
        return
    try:
        kwargs.get("apps", installed_apps).get_model("newsletters", "NewsletterPage")._meta.get_field("public_text")
    except (LookupError, FieldDoesNotExist):
        return
    for index in NewsletterIndexPage.objects.all():
        provision_newsletter(index)
    for page in NewsletterPage.objects.live().filter(public_text=""):
        keep_web_text(page)


@receiver(post_save, sender=NewsletterPage, dispatch_uid="call_off_changed_issue")
def call_off_changed_issue(sender: type[NewsletterPage], instance: NewsletterPage, **kwargs: Any) -> None:
    """A new revision of a scheduled issue, by hand, by autosave or by a translation, has to be approved again."""
    if "latest_revision" in (kwargs.get("update_fields") or ()) and instance.latest_revision is not None:
        call_off_if_changed(instance, by=instance.latest_revision.user, at=timezone.now())


@receiver(post_save, sender=Revision, dispatch_uid="call_off_unscheduled_issue")
def call_off_unscheduled_issue(sender: type[Revision], instance: Revision, **kwargs: Any) -> None:
    """Whoever takes back the publishing of a scheduled issue in the editor takes back its mail, too."""
    changed = set(kwargs.get("update_fields") or ())
    if changed != {"approved_go_live_at"} or instance.approved_go_live_at is not None:
        return
    page = instance.content_object
    if isinstance(page, NewsletterPage):
        call_off(page, by=None, at=timezone.now())


@receiver(post_save, sender=Mailing, dispatch_uid="keep_called_off_issue_off_the_web")
def keep_called_off_issue_off_the_web(sender: type[Mailing], instance: Mailing, **kwargs: Any) -> None:
    """Whoever calls a scheduled newsletter off among the mailings takes back its publishing, too."""
    if instance.kind == ISSUE_KIND and instance.state == Mailing.State.CANCELLED:
        keep_off_the_web(instance)


@receiver(page_published, sender=NewsletterPage, dispatch_uid="keep_web_text")
def keep_published_text(sender: type[NewsletterPage], instance: NewsletterPage, **kwargs: Any) -> None:
    """The search finds what the page shows now."""
    keep_web_text(instance)


@receiver(workflow_approved, dispatch_uid="keep_approval_of_issue")
def keep_approval_of_issue(
    sender: type[WorkflowState], instance: WorkflowState, user: User | None, **kwargs: Any
) -> None:
    """The workflow's last task was approved."""
    page = NewsletterPage.objects.filter(pk=instance.object_id).first()
    if page is not None:
        approve_issue(page, by=user, at=timezone.now())
