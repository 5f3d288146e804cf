"""Keeps permissions in step with what happens elsewhere."""

import datetime
from typing import Any

from django.apps import AppConfig
from django.apps import apps as installed_apps
from django.contrib.auth.management import create_permissions
from django.db.models.signals import post_migrate, post_save
from django.dispatch import receiver
from wagtail.signals import page_published

from accounts.models import User
from accounts.signals import invited_person_wanted
from members.inviting import accept_all_waiting
from members.models import ApprovalSettings, Member, MemberPage
from members.permissions import grant_editor_permissions, provision_coordinators, provision_private_collection
from members.proposing import apply_proposal


@receiver(post_migrate, dispatch_uid="provision_coordinators")
def provision_coordinators_after_migrate(sender: AppConfig, **kwargs: Any) -> None:
    """Give coordinators the permissions of new models, and members the private folder that they lack.

    `auth` is migrated after every app that they work with.
    """
    if sender.label != "auth":
        return
    apps = kwargs.get("apps", installed_apps)  # `manage.py flush` sends none
    try:
        apps.get_model("wagtailcore", "GroupCollectionPermission")
        apps.get_model("members", "Member")
    except LookupError:
        return
    create_permissions(sender, verbosity=0)
    provision_coordinators()
    for member in Member.objects.exclude(media_collection=None).exclude(editor_group=None):
        provision_private_collection(member)


@receiver(post_save, sender=MemberPage, dispatch_uid="grant_editors_a_new_profile")
def grant_editors_a_new_profile(sender: type[MemberPage], instance: MemberPage, created: bool, **kwargs: Any) -> None:
    """A profile in a further language belongs to the same editors."""
    if created and not kwargs.get("raw"):
        grant_editor_permissions(instance.member)


@receiver(page_published, sender=MemberPage, dispatch_uid="publish_proposed_facts")
def publish_proposed_facts(sender: type[MemberPage], instance: MemberPage, **kwargs: Any) -> None:
    """What a profile's draft proposed for its member's facts is published with it."""
    apply_proposal(instance)


@receiver(post_save, sender=ApprovalSettings, dispatch_uid="follow_the_networks_decision")
def follow_the_networks_decision(sender: type[ApprovalSettings], created: bool, **kwargs: Any) -> None:
    """Members that nothing else is set for publish as the network has decided, from now on."""
    if created or kwargs.get("raw"):
        return
    for member in Member.objects.filter(publishing=Member.Publishing.AS_NETWORK):
        grant_editor_permissions(member)


@receiver(invited_person_wanted, dispatch_uid="accept_what_somebody_is_invited_to")
def accept_what_somebody_is_invited_to(
    sender: type[object], address: str, first_name: str, last_name: str, at: datetime.datetime, **kwargs: Any
) -> User | None:
    """The municipality's own sign-in vouches for the address that the invitations are for."""
    return accept_all_waiting(address, first_name=first_name, last_name=last_name, at=at)
