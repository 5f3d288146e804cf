"""The network's members and who speaks for them."""

from members.models.approval import ApprovalSettings
from members.models.contact import Contact
from members.models.governance import PoliticalBody, StrategyDocument
from members.models.invitation import RoleInvitation
from members.models.member import Member
from members.models.member_import import MemberImport
from members.models.page import MemberIndexPage, MemberPage
from members.models.representative import Representative
from members.models.theme_group import ThemeGroup

__all__ = [
    "ApprovalSettings",
    "Contact",
    "Member",
    "MemberImport",
    "MemberIndexPage",
    "MemberPage",
    "PoliticalBody",
    "Representative",
    "RoleInvitation",
    "StrategyDocument",
    "ThemeGroup",
]
