"""An issue as a mail: once for each language and each group that reads it differently, whoever gets it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.utils.translation import override

from core.links import network_name, public_url, site_address
from core.mail_layout import render_mail
from newsletters.groups import ReaderGroup
from newsletters.links import page_url
from newsletters.models import NewsletterPage
from newsletters.sections import Section, issue_sections, readings_of

# Gmail cuts a mail's HTML off above 102 kB.
LARGEST_HTML = 100 * 1024
PICTURE_WIDTH = 536
PICTURE_FILTER = "max-1072x1400|format-jpeg|jpegquality-80"


@dataclass(frozen=True)
class RenderedIssue:
    """The bodies of an issue in one language for one group, with markers (`%%greeting%%` …) where each mail differs."""

    language: str
    subject: str
    text: str
    html: str
    left_out: tuple[str, ...] = ()
    group: ReaderGroup = ReaderGroup.PUBLIC
    sender_name: str = ""

    @property
    def html_size(self) -> int:
        """Bytes of the HTML part."""
        return len(self.html.encode())

    @property
    def is_too_large(self) -> bool:
        """Whether some mail programs would show the beginning only."""
        return self.html_size > LARGEST_HTML


@dataclass(frozen=True)
class MailPicture:
    """A picture as the mail shows it: an absolute address, and its size in pixels on the page."""

    url: str
    width: int
    height: int
    alt: str


def groups_of(page: NewsletterPage) -> list[ReaderGroup]:
    """The groups that the issue really reads differently for, the public first."""
    return list(readings_of(page))


def render_issue(page: NewsletterPage, group: ReaderGroup = ReaderGroup.PUBLIC) -> RenderedIssue:
    """Render the page as subject, text and HTML, all in the page's language, as this group reads it."""
    language = page.content_language
    with override(language):
        network = network_name()
    sections = issue_sections(page, group)
    context = {
        "page": page,
        "subject": page.mail_subject,
        "preheader": page.preheader,
        "web_url": page_url(page),
        "network": network,
        "theme": page,
        "site_url": site_address(),
        "parts": [(section, mail_picture(section)) for section in sections],
    }
    subject, text, html = render_mail("newsletter", context, language)
    left_out = tuple(title for section in sections for title in section.left_out)
    return RenderedIssue(language, subject, text, html, left_out, group=group, sender_name=page.sender_name)


def mail_picture(section: Section) -> MailPicture | None:
    """The section's picture, small enough for a mail and never larger than its original."""
    if section.image is None:
        return None
    rendition = section.image.get_rendition(PICTURE_FILTER)
    width = min(PICTURE_WIDTH, rendition.width)
    height = round(rendition.height * width / rendition.width)
    return MailPicture(url=public_url(rendition.url), width=width, height=height, alt=section.alt)


def with_sample_values(rendered: RenderedIssue, values: dict[str, str]) -> RenderedIssue:
    """The same issue with the markers filled in, to look at."""
    text, html = rendered.text, rendered.html
    for name, value in values.items():
        text = text.replace(f"%%{name}%%", value)
        html = html.replace(f"%%{name}%%", value)
    return replace(rendered, text=text, html=html)
