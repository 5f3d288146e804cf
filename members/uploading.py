"""A list of members that a coordinator uploads: kept between its report and the confirmation, and no longer."""

from __future__ import annotations

import datetime

from django.db import transaction
from django.utils.translation import gettext
from wagtail.log_actions import log

from accounts.models import User
from core.tables import TableError, read_table
from members.importing import ImportChangedError, ImportReport, Outcome, import_members
from members.models import Member, MemberImport

# Sweden has 290 municipalities and 21 regions.
MOST_ROWS = 400


def report_upload(
    content: bytes, *, filename: str, by: User, at: datetime.datetime
) -> tuple[ImportReport, MemberImport | None]:
    """Say what a list would do. It is kept only where it can be confirmed: without an error, and with something to do.

    An earlier list of the same person goes. Raises `TableError` for a file that cannot be read.
    """
    table = read_table(content, filename)
    if len(table.rows) > MOST_ROWS:
        raise TableError(table.rows[MOST_ROWS].line, "", gettext("The file has too many rows."))
    report = import_members(table, dry_run=True)
    MemberImport.objects.filter(created_by=by).delete()
    if report.errors or report.count(Outcome.UNCHANGED) == len(report.rows):
        return report, None
    kept = MemberImport.objects.create(
        filename=filename[:200],
        content=content,
        rows=[row.as_data() for row in report.rows],
        fingerprint=report.fingerprint,
        created_by=by,
        created_at=at,
    )
    return report, kept


@transaction.atomic
def bring_in_upload(upload: MemberImport, *, by: User) -> ImportReport:
    """Do exactly what the report said, write down who did it, and throw the list away.

    Raises `MemberImport.DoesNotExist` where it is brought in or thrown away already, and `ImportChangedError`, with
    nothing brought in, where it would do anything else than the report said.
    """
    kept = MemberImport.objects.select_for_update().get(pk=upload.pk)
    table = read_table(bytes(kept.content), kept.filename)
    report = import_members(table, expected=kept.fingerprint)
    if not report.is_kept:
        raise ImportChangedError
    members = Member.objects.in_bulk([row.code for row in report.rows], field_name="code")
    actions = {Outcome.CREATED: "wagtail.create", Outcome.UPDATED: "wagtail.edit"}
    for row in report.rows:
        if row.outcome in actions:
            log(members[row.code], actions[row.outcome], user=by)
    kept.delete()
    return report


def delete_old_uploads(*, now: datetime.datetime) -> int:
    """Throw away what nobody confirmed within a day; give how many lists that were."""
    return MemberImport.objects.too_old(now).delete()[0]
