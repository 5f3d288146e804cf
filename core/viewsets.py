"""The taxonomies in the admin: words that change with national goals and WHO's phases."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.viewsets.model import ModelViewSet, ModelViewSetGroup

from core.models import LifeStage, Setting, SixP, SustainableDevelopmentGoal, TargetArea, TargetGroup

TAXONOMIES = (TargetArea, SixP, SustainableDevelopmentGoal, TargetGroup, Setting, LifeStage)


class TermViewSet(ModelViewSet):
    """One taxonomy."""

    icon = "tag"
    copy_view_enabled = False
    add_to_reference_index = False
    list_display = ["name_sv", "name_en", "sort_order"]
    form_fields = ["key", "name_sv", "name_en", "sort_order"]


class TaxonomyViewSetGroup(ModelViewSetGroup):
    """The menu "Taxonomies"."""

    menu_label = _("Taxonomies")
    menu_icon = "tag"
    menu_order = 900
    items = tuple(TermViewSet(model._meta.model_name, model=model) for model in TAXONOMIES)
