"""Mails in the portal's clothes: a subject, a text part and an HTML part from three small templates."""

import re
from collections.abc import Mapping
from typing import Any

import mrml
from django.template.loader import render_to_string
from django.utils.translation import override

# What mrml hides the preview line with, and what it sets to what every client does anyway.
HIDDEN = (
    "display:none;font-size:1px;color:#ffffff;line-height:1px;max-height:0px;max-width:0px;opacity:0;overflow:hidden;"
)
NEEDLESS = re.compile(r"(?<=[;\"])(?:cursor:auto|word-spacing:normal);(?=[^<>]*>)")


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
    return subject, text, without_needless_css(html)


def without_needless_css(html: str) -> str:
    """Take away what mrml writes that says nothing new, and that Outlook or Gmail would pass over.

    The preview line is hidden by `display:none`, and for Outlook by its own word for it.
    """
    html = html.replace(HIDDEN, "display:none;mso-hide:all;font-size:1px;line-height:1px;color:#ffffff;", 1)
    return NEEDLESS.sub("", html)
