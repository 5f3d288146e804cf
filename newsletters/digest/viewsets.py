"""The rules in the admin, and what came of each."""

from __future__ import annotations

from typing import Any

from django.forms import CheckboxSelectMultiple
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.admin.ui.tables import BooleanColumn, Column
from wagtail.admin.views.generic import EditView, InspectView
from wagtail.admin.viewsets.model import ModelViewSet

from core.clock_words import time_words
from newsletters.models import DigestRule

RUNS_SHOWN = 50
# What changes the times of a rule; what had been due by the old times is not made up for.
TIMES = {"rhythm", "weekday", "month_day", "hour", "is_on"}


def times_words(rule: DigestRule) -> str:
    """When the rule makes an issue."""
    values = {"weekday": str(rule.get_weekday_display()).lower(), "day": rule.month_day, "hour": f"{rule.hour:02d}"}
    if rule.rhythm == DigestRule.Rhythm.WEEKLY:
        return str(_("Every %(weekday)s at %(hour)s") % values)
    return str(_("On day %(day)s of each month at %(hour)s") % values)


def last_run_words(rule: DigestRule) -> str:
    """What came of it last."""
    run = rule.last_run
    if run is None:
        return str(_("Not yet"))
    local = timezone.localtime(run.due_at)
    return f"{date_format(local)} {time_words(local)}: {run.get_outcome_display()}"


class DigestRuleEditView(EditView):
    """A rule; other times begin to count when they are saved."""

    def save_instance(self) -> DigestRule:
        """Save it."""
        if TIMES & set(self.form.changed_data):
            self.form.instance.active_since = timezone.now()
        rule: DigestRule = super().save_instance()
        return rule


class DigestRuleInspectView(InspectView):
    """A rule, and its log."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The latest times."""
        runs = self.object.runs.select_related("issue")[:RUNS_SHOWN]
        return super().get_context_data(**kwargs, runs=runs, times=times_words(self.object))


class DigestRuleViewSet(ModelViewSet):
    """Automatic newsletters: when, of what, and what then."""

    model = DigestRule
    name = "digest-rule"
    icon = "rotate"
    add_to_settings_menu = True
    copy_view_enabled = False
    add_to_reference_index = False
    list_display = [
        "title",
        Column(times_words, label=_("When")),
        Column("get_mode_display", label=_("Then")),
        BooleanColumn("is_on", label=_("On")),
        Column(last_run_words, label=_("Last time")),
    ]
    edit_view_class = DigestRuleEditView
    inspect_view_enabled = True
    inspect_view_class = DigestRuleInspectView
    inspect_template_name = "newsletters/admin/digest_rule.html"
    inspect_view_fields = ["title", "title_en"]
    panels = [
        MultiFieldPanel([FieldPanel("title"), FieldPanel("title_en"), FieldPanel("is_on")], heading=_("Name")),
        MultiFieldPanel(
            [
                FieldPanel("rhythm"),
                FieldRowPanel([FieldPanel("weekday"), FieldPanel("month_day"), FieldPanel("hour")]),
            ],
            heading=_("When"),
        ),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("with_news"), FieldPanel("with_practices"), FieldPanel("with_meetings")]),
                FieldPanel("categories", widget=CheckboxSelectMultiple),
                FieldPanel("target_areas", widget=CheckboxSelectMultiple),
                FieldPanel("in_english"),
            ],
            heading=_("Of what is new"),
        ),
        FieldPanel("mode"),
    ]


digest_rule_viewset = DigestRuleViewSet()
