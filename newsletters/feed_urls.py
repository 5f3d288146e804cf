"""The feed; it stands beside that of the news, under every language's prefix."""

from django.urls import path

from newsletters.feeds import atom

app_name = "newsletter_feeds"

urlpatterns = [path("feed/newsletters.atom", atom, name="atom")]
