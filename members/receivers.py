"""Keeps permissions in step with what happens elsewhere."""

import datetime
from typing import Any

from django.apps import AppConfig
from django.apps import apps as installed_apps
from django.contrib.auth.management import create_permissions
from django.contrib.auth.models import Group
from django.db.models.signals import post_migrate, post_save
from django.dispatch import receiver
from django.utils.translation import gettext
from wagtail.signals import page_published

from accounts.models import User
from accounts.signals import invited_person_wanted, roles_wanted_away
from members.coordinators import would_be_none_without
from members.inviting import accept_all_waiting
from members.models import ApprovalSettings, Member, MemberPage
from members.permissions import (
    COORDINATOR_GROUP_NAME,
    grant_editor_permissions,
    provision_coordinators,
    provision_private_collection,
)
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


@receiver(roles_wanted_away, dispatch_uid="keep_a_coordinator")
def keep_a_coordinator(sender: type[object], user: User, groups: list[Group], **kwargs: Any) -> str | None:
    """The network keeps at least one coordinator, whichever form is used."""
    if any(group.name == COORDINATOR_GROUP_NAME for group in groups) or not would_be_none_without([user]):
        return None
    return gettext("The network keeps at least one coordinator. Invite somebody first.")
