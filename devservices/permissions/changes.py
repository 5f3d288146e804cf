"""What a request changed in the database, and whose it was."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from django.apps import apps
from django.db import connection, models

from devservices.permissions.secrets import find_canaries

WRITE = re.compile(r'^\s*(?:INSERT(?: OR \w+)? INTO|UPDATE|DELETE FROM)\s+"?(\w+)"?', re.I)
# Kept about the person who asks, whatever is asked for: sessions, who is looking at which page, pictures made smaller.
ABOUT_THE_ASKER = frozenset(
    {
        "django_session",
        "usersessions_usersession",
        "wagtailadmin_editingsession",
        "wagtailusers_userprofile",
        "wagtailimages_rendition",
    }
)
# Rows that give rights: nobody but those who may everything adds, changes or takes one away.
RIGHTS = frozenset(
    {
        "accounts_user_groups",
        "accounts_user_user_permissions",
        "auth_group",
        "auth_group_permissions",
        "wagtailcore_grouppagepermission",
        "wagtailcore_groupcollectionpermission",
        "wagtailcore_collectionviewrestriction",
        "wagtailcore_collectionviewrestriction_groups",
    }
)
# Rows that hide a page: they belong to whom the page belongs, so an editor may copy and delete them with the page.
HIDING = ("wagtailcore_pageviewrestriction", "wagtailcore_pageviewrestriction_groups")
Row = tuple[Any, ...]


class WriteCounter:
    """Notes which tables a request writes to: `with connection.execute_wrapper(counter)`."""

    def __init__(self) -> None:
        self.tables: set[str] = set()

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        """Note the table of a statement that writes, then run it."""
        if match := WRITE.match(sql):
            self.tables.add(match[1].lower())
        return execute(sql, params, many, context)

    @property
    def lasting(self) -> set[str]:
        """The tables that hold more than what is kept about the asker."""
        return self.tables - ABOUT_THE_ASKER


class Ledger:
    """The rows of the whole database as they are before anybody asks, and whose secrets each holds."""

    def __init__(self) -> None:
        self.models = {model._meta.db_table: model for model in apps.get_models(include_auto_created=True)}
        self.rows = {table: self.read(table) for table in self.models if table not in ABOUT_THE_ASKER}
        self.owners = {
            (table, key): {found.side for found in find_canaries(repr(row).encode())}
            for table, rows in self.rows.items()
            for key, row in rows.items()
        }

    def read(self, table: str) -> dict[Any, Row]:
        """The rows of a table by primary key."""
        model: type[models.Model] = self.models[table]
        names = self.names_of(table)
        key = model._meta.pk.attname
        return {row[names.index(key)]: row for row in model._base_manager.order_by().values_list(*names)}

    def foreign_changes(self, tables: set[str], may_change: frozenset[str], own_groups: set[Any]) -> list[str]:
        """Name the rows that were changed and are not for this person to change; the rights of all are such rows."""
        found = []
        for table in sorted(tables & set(self.rows)):
            before, now = self.rows[table], self.read(table)
            for key in before.keys() | now.keys():
                if before.get(key) == now.get(key):
                    continue
                owners = self.owners.get((table, key), set())
                hides = table in HIDING and self.hidden_by(table, before.get(key) or now[key]) - may_change
                if owners - may_change or table in RIGHTS or hides:
                    found.append(f"{table} {key}")
        return found

    def hidden_by(self, table: str, row: Row) -> set[str]:
        """Whose page a row of `HIDING` hides; the network's ("n"), where that cannot be told."""
        restriction, through = HIDING
        if table == through:
            key = row[self.names_of(through).index("pageviewrestriction_id")]
            row = self.rows[restriction].get(key) or self.read(restriction)[key]
        page = row[self.names_of(restriction).index("page_id")]
        title = self.models["wagtailcore_page"]._base_manager.filter(pk=page).values_list("title", "draft_title")
        said = self.owners.get(("wagtailcore_page", page)) or {
            found.side for found in find_canaries(repr(list(title)).encode())
        }
        return set(said) or {"n"}

    def names_of(self, table: str) -> list[str]:
        """The columns of a table, in the order in which `read` gives them."""
        return [field.attname for field in self.models[table]._meta.concrete_fields]

    def new_mails(self) -> list[tuple[str, str]]:
        """Give address and words of the mails that were written since, to read them as their receivers do."""
        table = "mailings_delivery"
        model: Any = self.models[table]
        new = model._base_manager.exclude(pk__in=list(self.rows[table])).select_related("mailing")
        return [(row.address, repr(list(row.mailing.contents.values_list("subject", "text", "html")))) for row in new]


def watch_writes(counter: WriteCounter) -> Any:
    """The context in which `counter` sees every statement."""
    return connection.execute_wrapper(counter)
