"""The ledger's rules in the admin."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.viewsets.model import ModelViewSet, ModelViewSetGroup

from ledger.models import FeeRule, NoticeRule, OnboardingTask


class FeeRuleViewSet(ModelViewSet):
    """What each year costs."""

    model = FeeRule
    icon = "list-ol"
    name = "fee-rule"
    copy_view_enabled = False
    add_to_reference_index = False
    list_display = ["year", "per_inhabitant", "floor", "cap", "index_percent"]
    form_fields = ["year", "per_inhabitant", "floor", "cap", "index_percent"]


class NoticeRuleViewSet(ModelViewSet):
    """How long a notice runs."""

    model = NoticeRule
    icon = "date"
    name = "notice-rule"
    copy_view_enabled = False
    add_to_reference_index = False
    list_display = ["valid_from", "months", "at_years_end"]
    form_fields = ["valid_from", "months", "at_years_end"]


class OnboardingTaskViewSet(ModelViewSet):
    """What is done for every new member."""

    model = OnboardingTask
    icon = "tick"
    name = "onboarding-task"
    copy_view_enabled = False
    add_to_reference_index = False
    list_display = ["text_sv", "text_en", "sort_order"]
    form_fields = ["text_sv", "text_en", "sort_order"]


class LedgerRulesGroup(ModelViewSetGroup):
    """The menu "Rules of membership"."""

    menu_label = _("Rules of membership")
    menu_icon = "cogs"
    menu_order = 905
    items = (FeeRuleViewSet, NoticeRuleViewSet, OnboardingTaskViewSet)
