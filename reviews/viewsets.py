"""The rules in the admin."""

from wagtail.admin.viewsets.model import ModelViewSet

from reviews.models import ReviewRule


class ReviewRuleViewSet(ModelViewSet):
    """How often, and who is asked."""

    model = ReviewRule
    icon = "date"
    name = "review-rule"
    add_to_settings_menu = True
    copy_view_enabled = False
    add_to_reference_index = False
    list_display = ["kind", "interval_months", "owner_role", "other_after_days", "coordinator_after_days"]
    form_fields = ["kind", "interval_months", "owner_role", "other_after_days", "coordinator_after_days"]
