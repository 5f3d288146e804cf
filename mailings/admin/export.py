"""A mailing's recipients as a file for a spreadsheet, in which nothing is taken for a formula."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import FileResponse, HttpRequest, StreamingHttpResponse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from core.tables import open_xlsx, stream_csv
from mailings.admin.views import OneMailingMixin
from mailings.answers import explain
from mailings.forms import RecipientFilter
from mailings.models import Delivery
from mailings.models.delivery import DeliveryQuerySet

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
BATCH = 2000


def header() -> list[str]:
    """The columns, in the active language."""
    return [
        _("Address"),
        _("Name"),
        _("Language"),
        _("State"),
        _("What it means"),
        _("Code"),
        _("Answer of the mail server"),
        _("Attempts"),
        _("Accepted"),
        "Message-ID",
    ]


def rows(deliveries: DeliveryQuerySet) -> Iterator[list[object]]:
    """The recipients one after the other, in the language that was active when the first was asked for."""
    language = get_language()
    for delivery in deliveries.iterator(chunk_size=BATCH):
        with override(language):
            row = _row(delivery)
        yield row


def _row(delivery: Delivery) -> list[object]:
    accepted = timezone.localtime(delivery.accepted_at).strftime("%Y-%m-%d %H:%M:%S") if delivery.accepted_at else ""
    return [
        delivery.address,
        delivery.name,
        delivery.language,
        delivery.get_state_display(),
        explain(delivery),
        delivery.code,
        delivery.reply,
        delivery.attempts,
        accepted,
        delivery.message_id,
    ]


class RecipientExportView(OneMailingMixin):
    """Gives the recipients that the page shows, all of them, row by row."""

    http_method_names = ["get"]

    def get(self, request: HttpRequest, pk: str, file_format: str) -> StreamingHttpResponse | FileResponse:
        """Give the file."""
        deliveries = RecipientFilter(request.GET).apply(self.mailing.deliveries.order_by("pk"))
        filename = f"{slugify(self.mailing.label) or 'mailing'}-{self.mailing.pk}.{file_format}"
        if file_format == "xlsx":
            return FileResponse(
                open_xlsx(header(), rows(deliveries)), as_attachment=True, filename=filename, content_type=XLSX
            )
        response = StreamingHttpResponse(stream_csv(header(), rows(deliveries)), content_type="text/csv; charset=utf-8")
        response.headers["Content-Disposition"] = f'attachment; filename="{filename}"'
        return response
