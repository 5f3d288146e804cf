"""Two members with secrets, a network with secrets, and nine people."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from wagtail.contrib.redirects.models import Redirect
from wagtail.documents.models import Document
from wagtail.models import Collection, CollectionViewRestriction, Locale, Page, Site

from accounts.models import User
from core.models import LifeStage, Setting, SixP, SustainableDevelopmentGoal, TargetArea, TargetGroup
from devservices.permissions.content import (
    Keys,
    make_files,
    make_pages,
    make_translation,
    make_workflow,
    page_keys,
    secret,
)
from devservices.permissions.minutes import make_minutes
from devservices.permissions.people import Actor, make_editors, make_people_of_network
from devservices.permissions.records import (
    make_adoption,
    make_erasure,
    make_ledger,
    make_mailing,
    make_meeting,
    make_member_list,
    make_network_rows,
    make_review,
    make_role_invitation,
    make_sign_in,
)
from handover.models import DataController
from home.site import lay_site
from ledger.models import FeeRule, NoticeRule, OnboardingTask
from meetings.models import Meeting
from members.models import ApprovalSettings, Contact, Member, MemberPage, Representative, ThemeGroup
from members.permissions import COORDINATOR_GROUP_NAME, private_collection, provision_coordinators
from members.services import create_member
from news.models import NewsCategory, NewsIndexPage, NewsPage
from newsletters.models import DigestRule, NewsletterIndexPage, NewsletterPage, Topic
from projects.models import ProjectPage
from reviews.models import ReviewRule

SEARCHED = "hemlig"


@dataclass
class Side:
    """One owner of secrets: a member ("a", "b") or the network ("n"), and what addresses name of it.

    `keys` holds a value for each name of an object; `bundles` the same for each of several pages.
    """

    letter: str
    keys: Keys
    pages: list[Keys] = field(default_factory=list)

    @property
    def bundles(self) -> list[Keys]:
        """All names with their values, once for each page."""
        return [{**self.keys, **page} for page in self.pages]


@dataclass
class World:
    """Everything there is."""

    sides: list[Side]
    actors: list[Actor]
    home_path: str = ""


def build_world() -> World:
    """Lay the site, and fill it. Writes to the current database."""
    lay_site()
    provision_coordinators()
    members = {"a": new_member("a", "1488", "Trollhättan"), "b": new_member("b", "2580", "Luleå")}
    editors = {letter: make_editors(member, letter) for letter, member in members.items()}
    anonymous, reader, ended, coordinator, superuser = make_people_of_network(members["a"])
    assert coordinator.user is not None
    shared = make_shared()
    sides = [fill_member(letter, member, editors[letter], shared) for letter, member in members.items()]
    sides.append(fill_network(coordinator.user, superuser.user, shared, sides[0]))
    actors = [anonymous, reader, ended, *editors["a"], *editors["b"], coordinator, superuser]
    return World(sides, actors)


def new_member(letter: str, code: str, name: str) -> Member:
    """A member with a public contact and a public practice."""
    member = create_member(
        code=code, name=name, county_code="14", county_name="Västra Götalands län",
        latitude=Decimal("58.2837"), longitude=Decimal("12.2886"),
    )  # fmt: skip
    for kind in (Contact.Kind.ADMINISTRATIVE, Contact.Kind.POLITICAL):
        Contact.objects.create(member=member, kind=kind, name=f"Öppen {name}", email=f"{kind}@{letter}.example.org")
    profile = MemberPage.objects.get(member=member, locale=Locale.get_default())
    practice = ProjectPage(title=f"Öppen praktik {name}", summary="Öppen.", lead_member=member, locale=profile.locale)
    profile.add_child(instance=practice)
    practice.save_revision().publish()
    return member


def make_shared() -> Keys:
    """What is the network's and everybody's to read: taxonomies, rules, a theme group."""
    rows: dict[str, Any] = {
        "target_area": TargetArea, "six_p": SixP, "goal": SustainableDevelopmentGoal, "target_group": TargetGroup,
        "setting": Setting, "life_stage": LifeStage, "theme_group": ThemeGroup, "news_category": NewsCategory,
    }  # fmt: skip
    keys = {
        name: str(
            (
                model.objects.order_by("pk").first()
                or model.objects.create(key=f"prov-{name}", name_sv="Prov", name_en="Trial")
            ).pk
        )
        for name, model in rows.items()
    }
    fee_rule = FeeRule.objects.create(year=2090, per_inhabitant=1, floor=1, cap=2, index_percent=0)
    notice_rule = NoticeRule.objects.create(valid_from="2090-01-01")
    task = OnboardingTask.objects.create(text_sv="Hälsa välkommen")
    review_rule = ReviewRule.objects.order_by("pk").first() or ReviewRule.objects.create(kind="practice")
    controller = DataController.objects.create(name="Trollhättans Stad", since=datetime.date(2024, 1, 1))
    rules = {
        "data_controller": controller,
        "fee_rule": fee_rule,
        "notice_rule": notice_rule,
        "onboarding_task": task,
        "review_rule": review_rule,
        "newsletter_topic": Topic.objects.create(name_sv="Barn"),
        "digest_rule": DigestRule.objects.create(title="Nytt på portalen", is_on=False),
    }
    rules["approval_settings"] = ApprovalSettings.load()
    own = {"site": Site.objects.get(is_default_site=True), "locale": Locale.objects.order_by("pk").last()}
    return keys | {name: str(row.pk) for name, row in (rules | own).items() if row is not None}


def fill_member(letter: str, member: Member, people: tuple[Actor, Actor], shared: Keys) -> Side:
    """Give a member its secrets."""
    editor, administrator = (actor.user for actor in people)
    assert editor is not None
    assert administrator is not None
    pages = make_pages(member, letter, editor)
    draft, profile = pages[0], pages[1]
    public = ProjectPage.objects.get(lead_member=member, live=True, locale=Locale.get_default())
    assert member.media_collection is not None
    assert member.editor_group is not None
    private = private_collection(member)
    assert private is not None
    keys = shared | {
        "member": str(member.pk),
        "representative": str(Representative.objects.filter(member=member, user=editor).get().pk),
        "user": str(editor.pk),
        "group": str(member.editor_group.pk),
        "profile": str(profile.pk),
        **make_files(letter, editor, public=member.media_collection, private=private),
        **make_workflow(draft, letter, editor),
        **make_translation(draft),
        **(meeting := make_meeting(letter, member, administrator)),
        **make_minutes(letter, Meeting.objects.get(pk=meeting["meeting"])),
        **make_role_invitation(letter, member, editor),
        **make_mailing(letter, editor),
        **make_sign_in(editor),
        **make_erasure(letter),
        **make_review(letter, member, ProjectPage.objects.get(pk=draft.pk), administrator),
        **make_ledger(letter, member),
        **make_adoption(member, public),
    }
    return Side(
        letter, keys, [page_keys(Page.objects.get(pk=page.pk)) for page in [pages[0], profile, pages[3], public]]
    )


def make_network_pages(coordinator: User) -> list[Page]:
    """A piece of news and an issue of the newsletter that are not published yet."""
    index = NewsIndexPage.objects.get(locale=Locale.get_default())
    category = NewsCategory.objects.order_by("pk").first()
    news = NewsPage(
        title=secret("n", "draft"), slug="utkast-n", lead=secret("n", "lead"), category=category, live=False,
        locale=index.locale, owner=coordinator,
    )  # fmt: skip
    index.add_child(instance=news)
    letters = NewsletterIndexPage.objects.get(locale=Locale.get_default())
    issue = NewsletterPage(
        title=secret("n", "issue"), slug="nummer-n", live=False, locale=letters.locale, owner=coordinator
    )
    letters.add_child(instance=issue)
    for page in (news, issue):
        page.save_revision(user=coordinator, log_action=True)
    return [news, issue]


def make_network_collection() -> tuple[Collection, Collection]:
    """A folder of the network, and one that only coordinators read."""
    root = Collection.get_first_root_node()
    public = root.add_child(name="Nätverket")
    private = public.add_child(name="Styrelsen")
    restriction = CollectionViewRestriction.objects.create(
        collection=private, restriction_type=CollectionViewRestriction.GROUPS
    )
    restriction.groups.add(Group.objects.get(name=COORDINATOR_GROUP_NAME))
    return public, private


def fill_network(coordinator: User, superuser: User | None, shared: Keys, other: Side) -> Side:
    """Give the network its secrets."""
    pages = make_network_pages(coordinator)
    public, private = make_network_collection()
    redirect = Redirect.objects.create(old_path="/hemlig-vag", redirect_link=f"/{secret('n', 'redirect')}/")
    Document.objects.create(
        title=secret("n", "rootdocument"), collection=private, file=ContentFile(b"x", name="styrelsen.txt")
    )
    make_member_list(coordinator)
    assert superuser is not None
    keys = other.keys | shared | {
        "user": str(superuser.pk),
        "group": str(Group.objects.get(name=COORDINATOR_GROUP_NAME).pk),
        "redirect": str(redirect.pk),
        **make_files("n", coordinator, public=public, private=private),
        **make_workflow(pages[0], "n", coordinator),
        **make_translation(pages[0]),
        **(meeting := make_meeting("n", None, None)),
        **make_minutes("n", Meeting.objects.get(pk=meeting["meeting"])),
        **make_role_invitation("n", None, coordinator),
        **make_mailing("n", coordinator),
        **make_sign_in(coordinator),
        **make_erasure("n"),
        **make_network_rows(coordinator),
    }  # fmt: skip
    return Side("n", keys, [page_keys(Page.objects.get(pk=page.pk)) for page in pages[-1:]])
