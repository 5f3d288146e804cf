"""What sort of meeting it is."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.taxonomies import Term


class MeetingKind(Term):
    """The annual meeting, a strategists' meeting, a webinar …: the network's own words, so editable."""

    reminder_hours = models.PositiveSmallIntegerField(
        _("reminder, hours before"), default=24, help_text=_("Goes to those who come. 0 sends none.")
    )

    notice_days = models.PositiveSmallIntegerField(
        _("papers, days before"),
        default=7,
        help_text=_("The agenda and its annexes are to be out by then. 0 sets no day."),
    )

    class Meta(Term.Meta):
        verbose_name = _("kind of meeting")
        verbose_name_plural = _("kinds of meeting")
