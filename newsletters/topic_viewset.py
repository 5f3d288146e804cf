"""The topics in the admin: what subscribers may choose among, in both languages and in their order."""

from __future__ import annotations

from django.db.models import Count, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import DeleteView, IndexView
from wagtail.admin.viewsets.model import ModelViewSet

from newsletters.models import Topic


class TopicIndexView(IndexView):
    """The topics, with how many have chosen each."""

    def get_base_queryset(self) -> QuerySet[Topic]:
        """One query for all the numbers."""
        topics: QuerySet[Topic] = super().get_base_queryset()
        return topics.annotate(number=Count("subscribers"))


class TopicDeleteView(DeleteView):
    """Deleting says what it means for those who have chosen the topic."""

    @property
    def confirmation_message(self) -> str:
        """Ask, with the number."""
        number = self.object.subscribers.count()
        return ngettext(
            "Delete this topic? %(number)d subscriber has chosen it. Whoever has chosen no other topic gets everything "
            "afterwards.",
            "Delete this topic? %(number)d subscribers have chosen it. Whoever has chosen no other topic gets "
            "everything afterwards.",
            number,
        ) % {"number": number}


class TopicViewSet(ModelViewSet):
    """What subscribers may choose to read about."""

    model = Topic
    name = "newsletter-topic"
    icon = "tag"
    menu_label = _("Topics")
    copy_view_enabled = False
    add_to_reference_index = False
    index_view_class = TopicIndexView
    delete_view_class = TopicDeleteView
    list_display = ["name_sv", "name_en", "sort_order", Column("number", label=_("Have chosen it"), sort_key="number")]
    form_fields = ["name_sv", "name_en", "sort_order"]
    ordering = ["sort_order", "name_sv"]
