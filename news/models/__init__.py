"""News of the network and its members."""

from news.models.category import NewsCategory
from news.models.index import NewsIndexPage
from news.models.page import NewsPage, RelatedPage

__all__ = ["NewsCategory", "NewsIndexPage", "NewsPage", "RelatedPage"]
