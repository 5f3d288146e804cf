"""The words of a mail of a kind, from its templates."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils import translation

from core.links import network_name, site_address
from core.mail_layout import render_mail
from mailings.kinds import get_kind
from mailings.services.compose import MailContent


def make_content(folder: str, *, kind: str, language: str, context: Mapping[str, Any]) -> MailContent:
    """Render the templates of `templates/emails/<folder>/` in one language.

    To the context come what every mail says: the name and the address of the network, and why one gets mail of this
    kind, unless the context says it better. Raises UnknownKindError for a kind that no app has registered.
    """
    with translation.override(language):
        common = {
            "network": network_name(),
            "site_url": site_address(),
            "because": str(get_kind(kind).because),
        }
    subject, text, html = render_mail(folder, {**common, **context}, language)
    return MailContent(language=language, subject=subject, text=text, html=html)
