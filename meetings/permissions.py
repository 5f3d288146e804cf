"""Who may see what of a meeting, and who may manage meetings."""

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser

from accounts.models import User
from meetings.models import Invitation, Meeting, MeetingDocument, Minutes, Secretary

CHANGE = "meetings.change_meeting"
ADMIN = "wagtailadmin.access_admin"


def can_manage(user: AbstractBaseUser | AnonymousUser) -> bool:
    """Whether the user may announce, change and call off meetings: the coordinators, by their group's permission."""
    return isinstance(user, User) and user.is_active and user.has_perm(CHANGE)


def can_write_minutes(user: AbstractBaseUser | AnonymousUser, meeting: Meeting) -> bool:
    """Whether the user writes the minutes of this meeting: the coordinators, and its secretaries while they edit."""
    if can_manage(user):
        return True
    if not isinstance(user, User) or not user.is_active or not user.has_perm(ADMIN):
        return False
    return Secretary.objects.filter(meeting=meeting, user=user).exists()


def is_invited(user: AbstractBaseUser | AnonymousUser, meeting: Meeting) -> bool:
    """Whether the signed-in user is among those invited, by account or by address."""
    if not isinstance(user, User) or not user.is_active:
        return False
    return Invitation.objects.current().of_user(user).filter(meeting=meeting).exists()


def sees_inside(user: AbstractBaseUser | AnonymousUser, meeting: Meeting) -> bool:
    """Whether the user sees the online link and the papers: those invited, the coordinators, the secretaries."""
    return can_manage(user) or is_invited(user, meeting) or can_write_minutes(user, meeting)


def can_read(user: AbstractBaseUser | AnonymousUser, document: MeetingDocument) -> bool:
    """Whether the user may have this document. Drafts are the coordinators' alone."""
    meeting = document.meeting
    if meeting.state == Meeting.State.DRAFT:
        return can_manage(user)
    return document.is_public or sees_inside(user, meeting)


def can_read_minutes(user: AbstractBaseUser | AnonymousUser, minutes: Minutes) -> bool:
    """Whether the user may read minutes: once adjusted, those invited, or everybody; before, whoever writes them."""
    if not minutes.is_locked:
        return can_write_minutes(user, minutes.meeting)
    return minutes.is_public or sees_inside(user, minutes.meeting)
