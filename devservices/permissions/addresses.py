"""Every address of the URLconf, and what object each of its parameters names. An address not known here fails the run.

To add an address: nothing, where its parameters are known under its beginning already; else a line in `OBJECTS`
(docs/permissions.md tells how).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase

from django.urls import URLPattern, URLResolver, get_resolver

from devservices.permissions.takes_no_object import TAKES_NO_OBJECT

PARAMETER = re.compile(r"<(?:(?P<converter>\w+):)?(?P<name>\w+)>")
# (beginning of the address, parameter) → the object that it names (a key of `world.Side`), "=VALUE": the value itself.
# The longest beginning counts.
OBJECTS: dict[tuple[str, str], str] = {
    ("", "page_id"): "page",
    ("", "parent_page_id"): "page",
    ("", "page_to_move_id"): "page",
    ("", "destination_id"): "page",
    ("", "revision_id"): "revision",
    ("", "workflow_state_id"): "workflow_state",
    ("", "task_state_id"): "task_state",
    ("", "task_id"): "task",
    ("", "document_id"): "document",
    ("", "doc_id"): "document",
    ("", "image_id"): "image",
    ("", "redirect_id"): "redirect",
    ("", "collection_id"): "collection",
    ("", "translation_id"): "translation",
    ("", "translation_source_id"): "translation_source",
    ("", "string_segment_id"): "string_segment",
    ("", "overridable_segment_id"): "overridable_segment",
    ("", "content_type_app_name"): "page_app",
    ("", "content_type_model_name"): "page_model",
    ("", "session_id"): "editing_session",
    ("", "page_view_restriction_id"): "page_restriction",
    ("", "restriction_id"): "collection_restriction",
    ("", "page_pk"): "page",
    ("", "workflow_pk"): "workflow",
    ("", "year"): "year",
    ("", "filter_spec"): "=width-50",
    ("", "mode"): "=none",
    ("", "uidb64"): "=MQ",
    ("", "key"): "=abc-def",
    ("admin/api/main/pages/", "pk"): "page",
    ("admin/api/main/pages/", "action_name"): "=copy",
    ("admin/api/main/documents/", "pk"): "document",
    ("admin/api/main/images/", "pk"): "image",
    ("admin/pages/create/", "app_label"): "page_app",
    ("admin/pages/create/", "model_name"): "page_model",
    ("admin/pages/workflow/", "action_name"): "=approve",
    ("admin/tag-autocomplete/", "app_name"): "=taggit",
    ("admin/tag-autocomplete/", "model_name"): "=tag",
    ("admin/collections/", "pk"): "collection",
    ("admin/workflows/", "pk"): "workflow",
    ("admin/workflows/tasks/", "pk"): "task",
    ("admin/workflows/tasks/", "app_label"): "=wagtailcore",
    ("admin/workflows/tasks/", "model_name"): "=groupapprovaltask",
    ("admin/editing-sessions/", "app_label"): "=wagtailcore",
    ("admin/editing-sessions/", "model_name"): "=page",
    ("admin/editing-sessions/", "object_id"): "page",
    ("admin/privacy/requests/", "reference"): "erasure",
    ("konto/mina-uppgifter/", "reference"): "erasure",
    ("admin/newsletters/import/", "pk"): "subscriber_import",
    ("admin/newsletters/lists/", "pk"): "reader_list",
    ("admin/newsletters/allow/", "pk"): "subscriber",
    ("admin/newsletters/unsubscribe/", "pk"): "subscriber",
    ("admin/newsletters/subscribers/", "pk"): "subscriber",
    ("admin/meetings/", "pk"): "meeting",
    ("admin/meetings/", "invitation_pk"): "invitation",
    ("admin/meetings/", "chosen_pk"): "chosen_person",
    ("admin/meetings/", "item_pk"): "minutes_item",
    ("admin/meetings/", "action_pk"): "action",
    ("admin/meetings/kinds/", "pk"): "meeting_kind",
    ("admin/ledger/member/", "pk"): "member",
    ("admin/ledger/own/", "pk"): "member",
    ("admin/ledger/applications/", "pk"): "application",
    ("admin/reviews/", "pk"): "review",
    ("admin/coordinators/", "pk"): "=1",
    ("admin/invitations/", "pk"): "role_invitation",
    ("admin/invitations/", "action"): "=withdraw",
    ("admin/mailings/", "pk"): "mailing",
    ("admin/mailings/", "delivery_pk"): "delivery",
    ("admin/localize/", "app_label"): "=news",
    ("admin/localize/", "model_name"): "=newscategory",
    ("admin/localize/", "pk"): "news_category",
    ("admin/settings/", "app_name"): "=members",
    ("admin/settings/", "model_name"): "=approvalsettings",
    ("admin/settings/", "pk"): "approval_settings",
    ("admin/searchpicks/", "query_id"): "=1",
    ("admin/snippets/", "pk"): "news_category",
    ("admin/documents/chooser/", "pk"): "document",
    ("admin/documents/multiple/", "uploaded_file_id"): "document_upload",
    ("admin/images/chooser/", "pk"): "image",
    ("admin/images/multiple/", "uploaded_file_id"): "image_upload",
    ("admin/spridning/", "pk"): "adoption",
    ("admin/fee-rule/", "pk"): "fee_rule",
    ("admin/notice-rule/", "pk"): "notice_rule",
    ("admin/onboarding-task/", "pk"): "onboarding_task",
    ("admin/review-rule/", "pk"): "review_rule",
    ("admin/digest-rule/", "pk"): "digest_rule",
    ("admin/newsletter-topic/", "pk"): "newsletter_topic",
    ("admin/data-controller/", "pk"): "data_controller",
    ("admin/members/", "pk"): "member",
    ("admin/representative/", "pk"): "representative",
    ("admin/theme-group/", "pk"): "theme_group",
    ("admin/targetarea/", "pk"): "target_area",
    ("admin/sixp/", "pk"): "six_p",
    ("admin/sustainabledevelopmentgoal/", "pk"): "goal",
    ("admin/targetgroup/", "pk"): "target_group",
    ("admin/setting/", "pk"): "setting",
    ("admin/lifestage/", "pk"): "life_stage",
    ("admin/locales/", "pk"): "locale",
    ("admin/sites/", "pk"): "site",
    ("admin/users/", "pk"): "user",
    ("admin/groups/", "pk"): "group",
    ("admin/password_reset/", "token"): "=set-password",
    ("utskick/", "pk"): "mailing",
    ("konto/sessions/", "pk"): "user_session",
    ("konto/sso/", "provider_id"): "=entra",
    ("konto/sso/nekad/", "reason"): "=unknown",
    ("konto/oidc/", "provider_id"): "=entra",
    ("konto/saml/", "provider_id"): "=adfs",
    ("konto/2fa/webauthn/keys/", "pk"): "passkey",
    ("moten/", "pk"): "meeting",
    ("moten/", "slug"): "=mote",
    ("moten/papper/", "uuid"): "meeting_document_uuid",
    ("moten/svar/", "pk"): "meeting_document",
    ("mina-sidor/medlem/", "pk"): "member",
    ("mina-sidor/moten/", "pk"): "invitation",
    ("mina-sidor/medlem/", "invitation"): "role_invitation",
    ("mina-sidor/medlem/", "role"): "representative",
    # Links with tokens are the key themselves: whoever holds one is let in, so each is asked for as it is with its own
    # side's secrets, and with a token that nobody was given.
    ("konto/inbjudan/", "token"): "role_token",
    ("granskning/", "token"): "review_token",
    ("bli-medlem/ansok/", "token"): "application_token",
    ("moten/svar/", "token"): "answer_token",
    ("moten/min-kalender/", "token"): "calendar_token",
    ("moten/anmalan/", "token"): "registration_token",
    ("moten/plats/", "token"): "seat_token",
    ("moten/justering/", "token"): "adjust_token",
    ("moten/atgard/", "token"): "action_token",
    ("prenumerera/", "token"): "subscriber_token",
}  # fmt: skip
# Addresses written as regular expressions: what to ask for, with the same keys.
TEMPLATES: dict[str, list[str]] = {
    r"admin/^.*/$": ["admin/nowhere/"],
    r"^admin/password_reset/": ["admin/password_reset/"],
    r"admin/api/main/^pages/": [
        f"admin/api/main/pages/{query}"
        for query in ("", "?fields=*&for_explorer=1", "?search=hemlig", "?child_of={page}&fields=*")
    ],
    r"admin/api/main/^pages/<int:pk>/": ["admin/api/main/pages/{page}/", "admin/api/main/pages/{page}/?fields=*"],
    r"admin/api/main/^pages/find/": ["admin/api/main/pages/find/?id={page}"],
    r"admin/api/main/^pages/<int:pk>/action/<str:action_name>/": [
        f"admin/api/main/pages/{{page}}/action/{action}/"
        for action in (
            "copy", "copy_for_translation", "convert_alias", "create_alias", "delete", "publish", "unpublish", "move",
            "revert_to_page_revision",
        )
    ],
    r"admin/api/main/^documents/": ["admin/api/main/documents/?fields=*", "admin/api/main/documents/?search=hemlig"],
    r"admin/api/main/^documents/<int:pk>/": ["admin/api/main/documents/{document}/?fields=*"],
    r"admin/api/main/^documents/find/": ["admin/api/main/documents/find/?id={document}"],
    r"admin/api/main/^images/": ["admin/api/main/images/?fields=*", "admin/api/main/images/?search=hemlig"],
    r"admin/api/main/^images/<int:pk>/": ["admin/api/main/images/{image}/?fields=*"],
    r"admin/api/main/^images/find/": ["admin/api/main/images/find/?id={image}"],
    r"admin/pages/^(\d+)/revisions/compare/(live|earliest|\d+)\.\.\.(live|latest|\d+)/$": [
        f"admin/pages/{{page}}/revisions/compare/{both}/" for both in ("{revision}...latest", "live...latest")
    ],
    r"admin/ledger/^(?P<year>\d{4})\.(?P<file_format>xlsx|csv)$": [
        "admin/ledger/{year}.xlsx", "admin/ledger/{year}.csv"
    ],
    r"admin/mailings/^(?P<pk>\d+)/recipients\.(?P<file_format>csv|xlsx)$": [
        "admin/mailings/{mailing}/recipients.csv", "admin/mailings/{mailing}/recipients.xlsx"
    ],
    r"admin/mailings/^(?P<pk>\d+)/(?P<action>pause|resume|cancel|retry|again|leave)/$": [
        f"admin/mailings/{{mailing}}/{action}/" for action in ("pause", "resume", "cancel", "retry", "again", "leave")
    ],
    r"admin/bulk/<str:app_label>/<str:model_name>/<str:action>/": [
        *(f"admin/bulk/wagtailcore/page/{action}/?id={{page}}&next=/admin/"
          for action in ("delete", "move", "publish", "unpublish")),
        *(f"admin/bulk/wagtailimages/image/{action}/?id={{image}}&next=/admin/"
          for action in ("delete", "add_tags", "add_to_collection")),
        *(f"admin/bulk/wagtaildocs/document/{action}/?id={{document}}&next=/admin/"
          for action in ("delete", "add_tags", "add_to_collection")),
        *(f"admin/bulk/accounts/user/{action}/?id={{user}}&next=/admin/"
          for action in ("delete", "set_active_state", "assign_role")),
        "admin/bulk/news/newscategory/delete/?id={news_category}&next=/admin/",
        "admin/bulk/wagtailcore/page/publish/?id=all&childOf={page}&next=/admin/",
    ],
    r"documents/^(\d+)/(.*)$": ["documents/{document}/{document_file}"],
    r"moten/<int:pk>-<slug:slug>/": ["moten/{meeting}-mote/", "moten/{meeting}-{meeting_slug}/"],
    r"^media/images/(?P<path>.+)$": ["media/images/{document_file}", "media/images/../documents/{document_file}"],
    r"^media/original_images/(?P<path>.+)$": ["media/original_images/{document_file}"],
    r"^konto/(?:email|confirm-email)/": ["konto/email/", "konto/confirm-email/"],
    r"^konto/(?:3rdparty|social)/": ["konto/3rdparty/", "konto/social/"],
    r"konto/^confirm-email/(?P<key>[-:\w]+)/$": ["konto/confirm-email/abc/"],
    r"konto/^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$": ["konto/password/reset/key/1-set-password/"],
    r"admin/privacy/^record\.(?P<file_format>md|xlsx)$": ["admin/privacy/record.md", "admin/privacy/record.xlsx"],
    r"medlemmar/^styrning\.(?P<file_format>csv|xlsx)$": ["medlemmar/styrning.csv", "medlemmar/styrning.xlsx"],
    r"^((?:[\w\-]+/)*)$": ["{page_path}", "en/{page_path}"],
}  # fmt: skip
# What else to ask for at an address, beside itself.
QUERIES: dict[str, list[str]] = {
    "admin/choose-page/": ["?q=hemlig", "?page_type=projects.projectpage"],
    "admin/choose-page/search/": ["?q=hemlig", "?q=praktik"],
    "admin/choose-page/chosen-multiple/": ["?id={page}"],
    "admin/tag-autocomplete/": ["?term=hemlig"],
    "admin/tag-autocomplete/<slug:app_name>/<slug:model_name>/": ["?term=hemlig"],
    "admin/documents/chooser/chosen-multiple/": ["?id={document}"],
    "admin/images/chooser/chosen-multiple/": ["?id={image}"],
    "sok/": ["?q=hemlig", "?query=hemlig"],
    "moten/svar/<str:token>/": ["?answer=yes"],
    "moten/kalender.ics": ["?member={member}"],
    "admin/newsletters/lists/<int:pk>/": ["?export=csv", "?q=hemlig"],
}
LISTS = ("*/", "*/results/", "*/reports/*")


@dataclass(frozen=True)
class Address:
    """A pattern of the URLconf: the whole of it, and its name with namespaces ("" where it has none)."""

    pattern: str
    name: str

    @property
    def parameters(self) -> list[str]:
        """The names between < and >, in the order of the address."""
        return [match["name"] for match in PARAMETER.finditer(self.pattern)]

    @property
    def beginning(self) -> str:
        """The address without the marks of regular expressions, to look up what its parameters are."""
        return self.pattern.replace("^", "")

    def objects(self) -> dict[str, str | None]:
        """Which object each parameter names; None where nobody has said so."""
        return {parameter: self._object_of(parameter) for parameter in self.parameters}

    def _object_of(self, parameter: str) -> str | None:
        known = [start for start, name in OBJECTS if name == parameter and self.beginning.startswith(start)]
        return OBJECTS[max(known, key=len), parameter] if known else None

    @property
    def templates(self) -> list[str]:
        """The paths to ask for, with the keys of objects in braces. Raises `KeyError` where a parameter is unknown."""
        if self.pattern in TEMPLATES:
            return TEMPLATES[self.pattern]

        def name_object(match: re.Match[str]) -> str:
            key = self._object_of(match["name"])
            if key is None:
                raise KeyError(f"{self.pattern}: {match['name']}")
            return key.removeprefix("=") if key.startswith("=") else f"{{{key}}}"

        path = PARAMETER.sub(name_object, self.pattern)
        return [path, *(path + query for query in self.queries)]

    @property
    def queries(self) -> Iterable[str]:
        """What is asked for beside the plain address: a list is searched and exported, too."""
        if self.pattern in QUERIES:
            return QUERIES[self.pattern]
        if self.pattern.startswith("admin/") and not self.parameters:
            return ["?q=hemlig", "?export=xlsx"]
        return []

    @property
    def is_known(self) -> bool:
        """Whether the matrix knows what to ask for here: objects, or that there is none to ask for, and why."""
        if self.pattern in TEMPLATES:
            return True
        if self.parameters:
            return None not in self.objects().values()
        return any(fnmatchcase(self.pattern, known) for known in TAKES_NO_OBJECT)


def walk(resolver: URLResolver | None = None, before: str = "", namespaces: tuple[str, ...] = ()) -> Iterator[Address]:
    """Give every address of the URLconf."""
    for entry in (resolver or get_resolver()).url_patterns:
        pattern = before + str(entry.pattern)
        if isinstance(entry, URLResolver):
            inner = (*namespaces, entry.namespace) if entry.namespace else namespaces
            yield from walk(entry, pattern, inner)
        elif isinstance(entry, URLPattern):
            yield Address(pattern, ":".join((*namespaces, entry.name or "")))


def all_addresses() -> list[Address]:
    """Every address once: what stands before Wagtail's own in the URLconf takes its place."""
    return list({address.pattern: address for address in reversed(list(walk()))}.values())[::-1]


def unknown_addresses(addresses: Iterable[Address]) -> list[str]:
    """The addresses that the matrix does not know yet, as people read them."""
    return [f"{address.pattern} ({address.name})" for address in addresses if not address.is_known]
