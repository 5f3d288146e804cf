"""Who may do what: the coordinators' group, and one group of editors for each member."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser, Group, Permission
from django.db import models
from django.db.models import Q
from wagtail.models import Collection, CollectionViewRestriction, GroupCollectionPermission, GroupPagePermission, Page
from wagtail.permission_policies import ModelPermissionPolicy

from members.approval.rules import ensure_workflow, publishes_at_once, require_approval, waive_approval
from members.models import Member, MemberPage, Representative, RoleInvitation

COORDINATOR_GROUP_NAME = "Koordinatorer"
PAGE_PERMISSIONS_OF_COORDINATORS = (
    "add_page",
    "change_page",
    "publish_page",
    "bulk_delete_page",
    "lock_page",
    "unlock_page",
)
PAGE_PERMISSIONS_OF_EDITORS = ("add_page", "change_page")
PERMISSION_OF_TRUSTED_EDITORS = "publish_page"
MEDIA_PERMISSIONS_OF_EDITORS = (
    "add_image",
    "change_image",
    "choose_image",
    "add_document",
    "change_document",
    "choose_document",
)
COLLECTION_PERMISSIONS_OF_COORDINATORS = (
    "delete_image",
    "delete_document",
    "add_collection",
    "change_collection",
    "delete_collection",
)


def _grant_pages(group: Group, page: models.Model, codenames: Iterable[str]) -> None:
    for permission in Permission.objects.filter(content_type__app_label="wagtailcore", codename__in=codenames):
        GroupPagePermission.objects.get_or_create(group=group, page_id=page.pk, permission=permission)


def _grant_collection(group: Group, collection: models.Model, codenames: Iterable[str]) -> None:
    permissions = Permission.objects.filter(
        content_type__app_label__in=["wagtailcore", "wagtailimages", "wagtaildocs"], codename__in=codenames
    )
    for permission in permissions:
        GroupCollectionPermission.objects.get_or_create(group=group, collection_id=collection.pk, permission=permission)


def provision_coordinators() -> Group:
    """Create the coordinators' group and give it every permission there is, page tree and media included.

    Its people are no superusers, so that what they may do can be read and changed under Settings → Groups.
    """
    group, _created = Group.objects.get_or_create(name=COORDINATOR_GROUP_NAME)
    group.permissions.set(Permission.objects.exclude(content_type__app_label__in=["contenttypes", "sessions"]))
    root = Page.get_first_root_node()
    if root is not None:
        _grant_pages(group, root, PAGE_PERMISSIONS_OF_COORDINATORS)
    collection = Collection.get_first_root_node()
    if collection is not None:
        _grant_collection(group, collection, [*MEDIA_PERMISSIONS_OF_EDITORS, *COLLECTION_PERMISSIONS_OF_COORDINATORS])
    return group


def grant_editor_permissions(member: Member) -> None:
    """Let the member's editors into the admin, its profile pages (all languages) and its media. May run twice."""
    group = member.editor_group
    if group is None:
        return
    group.permissions.set(Permission.objects.filter(content_type__app_label="wagtailadmin", codename="access_admin"))
    _grant_profiles(group, member)
    if member.media_collection is not None:
        _grant_collection(group, member.media_collection, MEDIA_PERMISSIONS_OF_EDITORS)


def _grant_profiles(group: Group, member: Member) -> None:
    """Editors of trusted members publish; those of others send in for approval (docs/adr/0023)."""
    pages = list(MemberPage.objects.filter(member=member))
    for page in pages:
        _grant_pages(group, page, PAGE_PERMISSIONS_OF_EDITORS)
    if publishes_at_once(member):
        for page in pages:
            _grant_pages(group, page, [PERMISSION_OF_TRUSTED_EDITORS])
        waive_approval(pages)
    else:
        granted = GroupPagePermission.objects.filter(group=group, page__in=[page.pk for page in pages])
        granted.filter(permission__codename=PERMISSION_OF_TRUSTED_EDITORS).delete()
        approvers, _created = Group.objects.get_or_create(name=COORDINATOR_GROUP_NAME)
        require_approval(pages, ensure_workflow(approvers))


def private_collection(member: Member) -> Collection | None:
    """The folder below the member's media that only its editors and the coordinators may open; None before it is made.

    Documents in it are served to them alone (Wagtail's view restriction); pictures have public addresses wherever they
    lie, so what is private is a document, never a picture.
    """
    media = _media_as_it_lies_now(member)
    if media is None:
        return None
    found: Collection | None = (
        media.get_children().filter(view_restrictions__restriction_type=CollectionViewRestriction.GROUPS).first()
    )
    return found


def _media_as_it_lies_now(member: Member) -> Collection | None:
    """Read anew: collections lie in the order of their names, so another member's new one moves them."""
    return Collection.objects.filter(pk=member.media_collection_id).first()


def provision_private_collection(member: Member) -> None:
    """Make the member's private folder where it has none. May run twice; the groups must exist."""
    media = _media_as_it_lies_now(member)
    if media is None or member.editor_group is None or private_collection(member) is not None:
        return
    folder = media.add_child(name=f"{member.name}: internt")
    restriction = CollectionViewRestriction.objects.create(
        collection=folder, restriction_type=CollectionViewRestriction.GROUPS
    )
    restriction.groups.add(member.editor_group, *Group.objects.filter(name=COORDINATOR_GROUP_NAME))


class MemberPermissionPolicy(ModelPermissionPolicy):
    """Coordinators by their model permissions; an editor may change the members whose editor group lists the editor."""

    def _own(self, user: AbstractBaseUser | AnonymousUser) -> Q:
        return Q(editor_group__user=user.pk) if user.is_authenticated and user.is_active else Q(pk__in=[])

    def user_has_permission(self, user: AbstractBaseUser | AnonymousUser, action: str) -> bool:
        """Whether the user may do this to some member."""
        if super().user_has_permission(user, action):
            return True
        return action == "change" and Member.objects.filter(self._own(user)).exists()

    def user_has_permission_for_instance(
        self, user: AbstractBaseUser | AnonymousUser, action: str, instance: Member
    ) -> bool:
        """Whether the user may do this to this member."""
        if super().user_has_permission(user, action):
            return True
        return action == "change" and Member.objects.filter(self._own(user), pk=instance.pk).exists()

    def instances_user_has_any_permission_for(
        self, user: AbstractBaseUser | AnonymousUser, actions: Iterable[str]
    ) -> models.QuerySet[Member]:
        """The members that the user may do any of this to."""
        wanted = list(actions)
        if any(super(MemberPermissionPolicy, self).user_has_permission(user, action) for action in wanted):
            return Member.objects.all()
        return Member.objects.filter(self._own(user)) if "change" in wanted else Member.objects.none()


def can_invite_anybody(user: AbstractBaseUser | AnonymousUser) -> bool:
    """Whether the user may invite to every role: coordinators."""
    return ModelPermissionPolicy(Representative).user_has_permission(user, "add")


def members_to_invite_for(user: AbstractBaseUser | AnonymousUser) -> models.QuerySet[Member]:
    """The members that the user may invite editors and representatives of."""
    if can_invite_anybody(user):
        return Member.objects.all()
    return MemberPermissionPolicy(Member).instances_user_has_any_permission_for(user, ["change"])


def visible_invitations(user: AbstractBaseUser | AnonymousUser) -> models.QuerySet[RoleInvitation]:
    """The invitations that the user may see, send again and withdraw: a coordinator all, an editor the own member's."""
    if can_invite_anybody(user):
        return RoleInvitation.objects.all()
    return RoleInvitation.objects.filter(member__in=members_to_invite_for(user))
