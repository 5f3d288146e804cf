"""The first of my pages."""

from __future__ import annotations

from typing import Any

from django.views.generic import TemplateView

from my_pages.frame import MyPage
from my_pages.sections import entries


class StartView(MyPage, TemplateView):
    """Where everything of mine is."""

    template_name = "my_pages/start.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The sections, this page itself left out."""
        found = [entry for entry in entries("my_pages:start") if not entry.is_current]
        return super().get_context_data(
            **kwargs,
            work=[entry for entry in found if not entry.section.is_account],
            account=[entry for entry in found if entry.section.is_account],
        )
