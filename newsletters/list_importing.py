"""Bringing people onto a list made by hand: all of the file, or nothing, each with what says that they agreed."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import replace

from django.db import transaction

from core.tables import Table
from mailings.models import Suppression
from newsletters.emails import SCOPE
from newsletters.importing import BATCH, ImportRefusedError, ImportReport, Outcome, report_on
from newsletters.models import ListedReader, ReaderList, SubscriberImport

# What the owner of an address has said, wherever it stands.
UNWANTED = (Suppression.Reason.UNSUBSCRIBED, Suppression.Reason.COMPLAINED, Suppression.Reason.BY_COORDINATOR)


def report_on_readers(table: Table, upload: SubscriberImport) -> ImportReport:
    """Say what would become of each row, and of those who stand on the list now; change nothing.

    Raises `TableError` where the file has no column of addresses or no row.
    """
    reader_list = upload.reader_list

    def outcomes_of(addresses: Sequence[str]) -> dict[str, Outcome]:
        listed = ListedReader.objects.filter(reader_list=reader_list, address__in=addresses)
        left = Suppression.objects.covering(SCOPE).filter(reason__in=UNWANTED, address__in=addresses)
        found = dict.fromkeys(listed.values_list("address", flat=True), Outcome.LISTED)
        return found | dict.fromkeys(left.values_list("address", flat=True), Outcome.LEFT)

    report = report_on(table, outcomes_of=outcomes_of)
    if not upload.replaces or reader_list is None:
        return report
    kept = sum(row.outcome == Outcome.LISTED for row in report.rows)
    return replace(report, removed=reader_list.readers.count() - kept)


@transaction.atomic
def import_readers(table: Table, upload: SubscriberImport, *, at: datetime.datetime) -> ImportReport:
    """Put everybody in the file who has not left on the list; make the list, or take the others off it, as asked.

    Sets (not saves) the upload's list. Nothing is brought in where it raises: `ImportRefusedError` for bad rows,
    `TableError` for a file that is no list, `ValueError` without consent.
    """
    if not upload.consent_wording.strip():
        raise ValueError("A list without a statement of consent is not brought in (GDPR art. 7.1).")
    report = report_on_readers(table, upload)
    if report.errors:
        raise ImportRefusedError(report)
    reader_list = upload.reader_list or ReaderList(name=upload.list_name, group=upload.group or "public")
    reader_list.consent_wording = upload.consent_wording
    reader_list.source = upload.filename
    reader_list.stated_by = upload.created_by
    reader_list.stated_at = at
    reader_list.save()
    upload.reader_list = reader_list
    if upload.replaces:
        _keep_only(reader_list, report, upload)
    for start in range(0, len(report.added), BATCH):
        ListedReader.objects.bulk_create(
            ListedReader(
                reader_list=reader_list, address=row.address, name=row.name, language=row.language, came_with=upload
            )
            for row in report.added[start : start + BATCH]
        )
    return report


def _keep_only(reader_list: ReaderList, report: ImportReport, upload: SubscriberImport) -> None:
    """Take off the list who is not in the file; who is gets the file's statement, name and language."""
    rows = {row.address: row for row in report.rows if row.outcome == Outcome.LISTED}
    kept = [reader for reader in reader_list.readers.all() if reader.address in rows]
    for reader in kept:
        row = rows[reader.address]
        reader.name, reader.language, reader.came_with = row.name or reader.name, row.language, upload
    ListedReader.objects.bulk_update(kept, ["name", "language", "came_with"], batch_size=BATCH)
    gone = set(reader_list.readers.values_list("pk", flat=True)) - {reader.pk for reader in kept}
    batches = sorted(gone)
    for start in range(0, len(batches), BATCH):
        ListedReader.objects.filter(pk__in=batches[start : start + BATCH]).delete()
