"""Who answers for the data, for the record and the public page; and where that log may name somebody."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from core.personal_data import Controller, ControllerLog, Kept, Mentions, NotPersonal, register
from handover.models import DataController


def read_controllers() -> list[Controller]:
    """The log, the present host first."""
    return [
        Controller(
            name=row.name,
            organization_number=row.organization_number,
            email=row.email,
            protection_officer=row.protection_officer,
            since=row.since,
            until=row.until,
            note=row.note,
        )
        for row in DataController.objects.all()
    ]


register(
    ControllerLog(read_controllers),
    NotPersonal(
        "handover.DataController",
        "A municipality or region; the fingerprint of an archive.",
        "name organization_number archive",
    ),
    Kept(
        "handover.DataController",
        "privacy",
        "email protection_officer",
        _("Whom to ask about personal data has to be told for as long as that host answers for them (GDPR art. 13.1)."),
    ),
    Mentions("handover.DataController", "privacy", "note"),
)
