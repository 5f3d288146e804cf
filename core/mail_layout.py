"""Mails in the portal's clothes: a subject, a text part and an HTML part from three small templates."""

from collections.abc import Mapping
from typing import Any

import mrml
from django.template.loader import render_to_string
from django.utils.translation import override


def render_mail(template_name: str, context: Mapping[str, Any], language: str) -> tuple[str, str, str]:
    """Render `templates/emails/<template_name>/{subject.txt,body.txt,body.mjml.html}` as (subject, text, HTML).

    The HTML template is MJML (https://documentation.mjml.io) that extends `emails/layout.mjml.html`.
    """
    folder = f"emails/{template_name}"
    with override(language):
        values = {"language": language, **context}
        subject = " ".join(render_to_string(f"{folder}/subject.txt", values).split())
        values.setdefault("subject", subject)
        text = render_to_string(f"{folder}/body.txt", values).strip() + "\n"
        markup = render_to_string(f"{folder}/body.mjml.html", values)
    # No fonts: mrml would otherwise link to a font server, and a mail asks no server for anything.
    html = mrml.to_html(markup, None, mrml.RenderOptions(fonts={})).content
    return subject, text, html
