"""Where the members' editors find the sign-up form for their own website."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.admin_pages import AdminPage
from accounts.models import User
from core.links import public_url

LANGUAGES = ("sv", "en")
# Tall enough for the form with six topics on a phone; what does not fit is scrolled.
HEIGHT = 980


def snippet(language: str) -> str:
    """The HTML that shows the form on any website: no script, no cookie."""
    with override(language):
        address, title = public_url(reverse("newsletters:embed")), _("Subscribe to the newsletter")
    return (
        f'<iframe src="{escape(address)}" title="{escape(title)}" width="100%" height="{HEIGHT}" '
        'style="border: 0; max-width: 36rem" loading="lazy"></iframe>'
    )


class EmbedCodeView(AdminPage):
    """The HTML to copy, and what it shows."""

    template_name = "newsletters/admin/embed.html"
    header_icon = "code"
    http_method_names = ["get"]

    def may_open(self, user: User | AnonymousUser) -> bool:
        """Everybody in the administration: there is no secret in it."""
        return user.is_active and user.has_perm("wagtailadmin.access_admin")

    def get_page_title(self) -> str:
        """What it is."""
        return _("Newsletter sign-up on your website")

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """The HTML in each language."""
        return super().get_context_data(
            **context, snippets=[(language, snippet(language)) for language in LANGUAGES], height=HEIGHT
        )
