"""Where coordinators edit the kinds of news."""

from wagtail.snippets.views.snippets import SnippetViewSet

from news.models import NewsCategory


class NewsCategoryViewSet(SnippetViewSet):
    """News categories under Settings."""

    model = NewsCategory
    icon = "tag"
    add_to_settings_menu = True
    list_display = ["name_sv", "name_en", "sort_order"]
