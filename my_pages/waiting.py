"""What waits for me, on one page: everything that the apps have told of (core.waiting)."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.views.generic import TemplateView

from core.waiting import WaitingGroup, waiting_for
from my_pages.frame import MyPage

# So many of a kind stand on the page that shows all kinds; one click shows all of one kind.
SHOWN = 10


class WaitingView(MyPage, TemplateView):
    """Kind by kind, the longest first; `?kind=` shows one kind, all of it."""

    template_name = "my_pages/waiting.html"
    http_method_names = ["get"]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The kinds, and of each what is shown."""
        groups = waiting_for(self.user, timezone.now())
        wanted = self.request.GET.get("kind", "")
        chosen = [group for group in groups if group.kind.name == wanted]
        return super().get_context_data(
            **kwargs,
            total=sum(len(group.items) for group in groups),
            blocks=[_block(group, shows_all=bool(chosen)) for group in chosen or groups],
            chosen=chosen[0].kind if chosen else None,
            today=timezone.localdate(),
        )


def _block(group: WaitingGroup, *, shows_all: bool) -> dict[str, Any]:
    items = group.items if shows_all else group.items[:SHOWN]
    return {"kind": group.kind, "items": items, "number": len(group.items), "more": len(group.items) - len(items)}
