"""Rows of any model, with whatever they need, so that no table is left out for being awkward."""

from __future__ import annotations

import datetime
import itertools
import uuid
from decimal import Decimal
from typing import Any

from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.db.models import NOT_PROVIDED, Field, FileField, ForeignKey, Model, UniqueConstraint
from django.utils import timezone
from wagtail.models import Collection, Locale, Page, Site

from accounts.models import User
from mailings.models import Delivery, Mailing
from meetings.models import Meeting
from members.models import Contact, Member

SIMPLE: dict[str, Any] = {
    "BooleanField": False,
    "FloatField": 1.0,
    "DecimalField": Decimal(1),
    "JSONField": {},
    "BinaryField": b"",
    "GenericIPAddressField": "192.0.2.1",
}


def root_page() -> Page:
    """The root of all pages (and of all files); a database that was emptied has none."""
    Locale.objects.get_or_create(language_code="sv")
    if Collection.get_first_root_node() is None:
        Collection.add_root(name="Root")
    return Page.get_first_root_node() or Page.add_root(title="Root", slug="root")


def grouped(model: type[Model]) -> set[str]:
    """Columns that are unique together with others: their rows cannot share what they point at."""
    groups = [tuple(one.fields) for one in model._meta.constraints if isinstance(one, UniqueConstraint)]
    return {name for group in (*groups, *model._meta.unique_together) for name in group}


class Maker:
    """Makes rows; what a row points at is made once and shared, where it can be."""

    def __init__(self) -> None:
        self.shared: dict[type[Model], Any] = {}
        self.numbers = itertools.count(1)
        root_page()

    def make(self, model: type[Model], **given: Any) -> Any:
        """A saved row with these values and whatever else it needs."""
        values = {**self.special(model), **given}
        for column in model._meta.concrete_fields:
            if column.name not in values and self.needs(column):
                values[column.name] = self.value(column)
        if issubclass(model, Page):
            return self.make_page(model, values)
        if issubclass(model, Collection):
            return Collection.get_first_root_node().add_child(instance=model(**values))
        # No signals: what listens to them asks for more than a row needs.
        return model._base_manager.bulk_create([model(**values)])[0]

    def make_page(self, model: type[Page], values: dict[str, Any]) -> Page:
        """A live page below the root."""
        number = next(self.numbers)
        kept = {name: value for name, value in values.items() if name not in {"page_ptr", "path", "depth"}}
        kept |= {"title": f"Sida {number}", "slug": f"sida-{number}-x", "locale": Locale.get_default()}
        page = model(**{**kept, "content_type": ContentType.objects.get_for_model(model)})
        page.full_clean = lambda *_args, **_kwargs: None
        # Afresh each time: treebeard counts the children on the object.
        found: Page = root_page().add_child(instance=page)
        return found

    def needs(self, column: Field[Any, Any]) -> bool:
        """Whether a row cannot be saved without it."""
        if column.primary_key and not isinstance(column, ForeignKey):
            return column.get_internal_type() in {"CharField", "UUIDField"} and column.default is NOT_PROVIDED
        if getattr(column, "auto_now", False) or getattr(column, "auto_now_add", False):
            return False
        return not column.null and (column.default is NOT_PROVIDED or column.unique)

    def value(self, column: Field[Any, Any]) -> Any:
        """Something that the column takes."""
        kind = column.get_internal_type()
        if isinstance(column, ForeignKey):
            return self.target(column)
        if column.choices and kind in {"CharField", "TextField"}:
            return next(value for value, _label in column.flatchoices if value != "")
        if isinstance(column, FileField):
            return f"leer/{next(self.numbers)}.txt"
        if "Integer" in kind or kind == "AutoField":
            return next(self.numbers)
        if kind in SIMPLE:
            return SIMPLE[kind]
        return self.text_or_time(column, kind)

    def text_or_time(self, column: Field[Any, Any], kind: str) -> Any:
        """Texts that differ, and now."""
        if kind == "DateTimeField":
            return timezone.now()
        if kind == "DateField":
            return timezone.localdate()
        if kind == "TimeField":
            return datetime.time(9)
        if kind == "UUIDField":
            return uuid.uuid4()
        text = f"{next(self.numbers)}@leer.example.org" if "address" in column.name else f"x{next(self.numbers)}"
        return text[: column.max_length] if column.max_length else text

    def target(self, column: ForeignKey[Any, Any]) -> Any:
        """What a foreign key points at."""
        model: Any = column.related_model
        if model is Locale:
            return Locale.get_default()
        if model is Page:
            return root_page()
        if model is Site:
            return Site.objects.first() or self.make(Site, root_page=root_page(), port=80)
        if model is ContentType:
            return ContentType.objects.get_for_model(Member)
        if column.unique or model._meta.app_label == "wagtail_localize" or column.name in grouped(column.model):
            return self.make(model)
        if model not in self.shared:
            self.shared[model] = self.make(model)
        return self.shared[model]

    def special(self, model: type[Model]) -> dict[str, Any]:
        """What constraints between columns demand."""
        now, label = timezone.now(), model._meta.label
        demanded: dict[str, dict[str, Any]] = {
            "meetings.Meeting": {"starts_at": now, "ends_at": now + datetime.timedelta(hours=1)},
            "members.RoleInvitation": {"role": "representative", "member": self.shared.get(Member)},
            "members.Member": {"kind": "municipality", "code": f"{next(self.numbers) % 9000 + 1000}"},
            "newsletters.Subscriber": {"nonce": f"n{next(self.numbers)}"},
            "members.Contact": {"name": f"Någon Annan{next(self.numbers)}"},
            "accounts.User": {"email": f"{next(self.numbers)}@leer.example.org"},
            "wagtailcore.PageLogEntry": {"action": "wagtail.edit"},
            "wagtailcore.ModelLogEntry": {"action": "wagtail.edit"},
        }
        return demanded.get(label, {}) | ({"page": self.page()} if label == "wagtailcore.Comment" else {})

    def page(self) -> Page:
        """A page to comment on."""
        return self.make_page(Page, {})

    def own(self, model: type[Model], user: User, contact: Contact) -> dict[str, Any]:
        """What makes a row the person's, where no column of its own says so."""
        if model._meta.label in {"mailings.MailingContent", "mailings.Attempt"}:
            mailing = self.make(Mailing, key=f"own-{next(self.numbers)}")
            delivery = self.make(Delivery, mailing=mailing, address=user.email, state="accepted")
            return {"mailing": mailing} if model._meta.label == "mailings.MailingContent" else {"delivery": delivery}
        if model._meta.label == "account.EmailConfirmation":
            return {"email_address": self.make(model._meta.get_field("email_address").related_model, user=user)}  # type: ignore[arg-type]
        if model._meta.label == "socialaccount.SocialToken":
            return {"account": self.make(model._meta.get_field("account").related_model, user=user)}  # type: ignore[arg-type]
        if model._meta.label == "meetings.Invitation":
            return {"meeting": self.make(Meeting)}
        if model._meta.label == "accounts.User_groups":
            return {"group": Group.objects.get_or_create(name="Läsare")[0], "user": user}
        points_at = {User: user, Contact: contact}
        return {
            column.name: points_at[column.related_model]
            for column in model._meta.concrete_fields
            if isinstance(column, ForeignKey) and column.related_model in points_at and not column.null
        }
