"""Writing a mailing, its words and its recipients with as few ways to the database as there can be.

Whoever makes something known waits for these rows: a sign-in, an answer to a meeting, a page that is published.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from django.db import connection, models, transaction

from mailings.models import Delivery, Mailing, MailingContent

# PostgreSQL makes one mailing, what belongs to it, and its number, in one statement; arrays hold a column each, so that
# the statement is the same for one recipient and for a thousand.
INSERT = """
WITH mailing AS (
  INSERT INTO mailings_mailing ({mailing}) VALUES ({places}) ON CONFLICT (key) DO NOTHING RETURNING id
), content AS (
  INSERT INTO mailings_mailingcontent (mailing_id, {content})
  SELECT mailing.id, row.* FROM mailing CROSS JOIN unnest({content_arrays}) AS row
), delivery AS (
  INSERT INTO mailings_delivery (mailing_id, {delivery})
  SELECT mailing.id, row.* FROM mailing CROSS JOIN unnest({delivery_arrays}) AS row
  ON CONFLICT DO NOTHING
)
SELECT id FROM mailing
"""


def insert_mailing(mailing: Mailing, contents: Sequence[MailingContent], deliveries: Sequence[Delivery]) -> bool:
    """Write all of them unless there is a mailing of this key; whether they were written. Of two deliveries to one
    address, one is. The mailing gets its number; the others must not have been saved, and belong to it."""
    if connection.vendor != "postgresql":
        return _insert_one_by_one(mailing, contents, deliveries)
    values = [_value(field, mailing) for field in _fields(Mailing)]
    arrays = [
        [_value(field, row) for row in rows]
        for model, rows in ((MailingContent, contents), (Delivery, deliveries))
        for field in _fields(model)
    ]
    with connection.cursor() as cursor:
        cursor.execute(_statement(), [*values, *arrays])
        found = cursor.fetchone()
    if found is None:
        return False
    mailing.pk, mailing._state.adding, mailing._state.db = found[0], False, connection.alias
    return True


@transaction.atomic
def _insert_one_by_one(mailing: Mailing, contents: Sequence[MailingContent], deliveries: Sequence[Delivery]) -> bool:
    """The same on SQLite, where a statement costs no way to a server and writers follow one another."""
    if Mailing.objects.filter(key=mailing.key).exists():
        return False
    mailing.save(force_insert=True)
    for content in contents:
        content.mailing = mailing
    for delivery in deliveries:
        delivery.mailing = mailing
    MailingContent.objects.bulk_create(contents)
    Delivery.objects.bulk_create(deliveries, ignore_conflicts=True)
    return True


@cache
def _fields(model: type[models.Model]) -> tuple[models.Field[Any, Any], ...]:
    """The columns that an insert gives, without the row's own number and that of its mailing."""
    return tuple(
        field for field in model._meta.concrete_fields if not field.primary_key and field.column != "mailing_id"
    )


def _value(field: models.Field[Any, Any], row: models.Model) -> Any:
    return field.get_db_prep_save(getattr(row, field.attname), connection)


@cache
def _statement() -> str:
    def names(model: type[models.Model]) -> str:
        return ", ".join(connection.ops.quote_name(str(field.column)) for field in _fields(model))

    def arrays(model: type[models.Model]) -> str:
        return ", ".join(f"%s::{field.db_type(connection)}[]" for field in _fields(model))

    return INSERT.format(
        mailing=names(Mailing),
        places=", ".join(["%s"] * len(_fields(Mailing))),
        content=names(MailingContent),
        content_arrays=arrays(MailingContent),
        delivery=names(Delivery),
        delivery_arrays=arrays(Delivery),
    )
