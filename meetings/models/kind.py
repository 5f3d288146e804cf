"""What sort of meeting it is."""

import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.languages import in_language
from core.taxonomies import Term


class MeetingKind(Term):
    """The annual meeting, a strategists' meeting, a webinar …: the network's own words, so editable."""

    reminder_hours = models.PositiveSmallIntegerField(
        _("reminder, hours before"), default=24, help_text=_("Goes to those who come. 0 sends none.")
    )
    answer_reminder_hours = models.PositiveSmallIntegerField(
        _("reminder to answer, hours before answers close"),
        default=72,
        help_text=_("Goes to those who have not answered. 0 sends none."),
    )
    after_hours = models.PositiveSmallIntegerField(
        _("mail afterwards, hours after the end"),
        default=0,
        help_text=_("Goes to those who said that they come, with the way to papers and minutes. 0 sends none."),
    )
    after_text_sv = models.TextField(
        _("words of the mail afterwards, in Swedish"),
        blank=True,
        help_text=_("For example where to say what you thought."),
    )
    after_text_en = models.TextField(_("words of the mail afterwards, in English"), blank=True)
    quiet_from = models.TimeField(_("quiet from"), default=datetime.time(20))
    quiet_until = models.TimeField(
        _("quiet until"),
        default=datetime.time(7),
        help_text=_("Reminders wait until then, unless that would be too late."),
    )

    notice_days = models.PositiveSmallIntegerField(
        _("papers, days before"),
        default=7,
        help_text=_("The agenda and its annexes are to be out by then. 0 sets no day."),
    )

    class Meta(Term.Meta):
        verbose_name = _("kind of meeting")
        verbose_name_plural = _("kinds of meeting")

    @property
    def after_text(self) -> str:
        """The words of the mail afterwards, in the active language."""
        return in_language(self.after_text_sv, self.after_text_en)
