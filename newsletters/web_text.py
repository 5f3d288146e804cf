"""What an issue says on the web, for the search: nothing that the public page does not show."""

from __future__ import annotations

from newsletters.models import NewsletterPage
from newsletters.sections import issue_sections


def web_text(page: NewsletterPage) -> str:
    """The words of the issue's page. Not those of live content, which is found where it stands itself."""
    words = [word for part in issue_sections(page) for word in (part.heading, part.text, part.source, part.alt)]
    return "\n".join(word for word in words if word)


def keep_web_text(page: NewsletterPage) -> None:
    """Keep it with the published page, so that the search finds it."""
    text = web_text(page)
    if text != page.public_text:
        page.public_text = text
        page.save(update_fields=["public_text"])
