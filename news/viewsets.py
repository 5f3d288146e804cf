"""Where coordinators edit the kinds of news."""

from wagtail.snippets.views.snippets import SnippetViewSet

from news.models import NewsCategory


class NewsCategoryViewSet(SnippetViewSet):
    """News categories under Snippets."""

    model = NewsCategory
    icon = "tag"
    list_display = ["name_sv", "name_en", "sort_order"]
