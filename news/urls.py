"""The feeds; they stand under every language's prefix."""

from django.urls import path

from news.feeds import atom, rss

app_name = "news"

urlpatterns = [
    path("feed/news.atom", atom, name="atom"),
    path("feed/news.rss", rss, name="rss"),
]
