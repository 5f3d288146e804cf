"""What templates need of the newsletter: the sign-up form's sentence, and an issue's parts."""

from django import template

from newsletters import consent
from newsletters.emails import sample_values
from newsletters.models import NewsletterPage
from newsletters.rendering import RenderedIssue, render_issue, with_sample_values
from newsletters.sections import Section, issue_sections

register = template.Library()


@register.simple_tag
def newsletter_consent() -> str:
    """The sentence that a subscriber agrees to."""
    return consent.consent_wording()


@register.simple_tag
def newsletter_sections(page: NewsletterPage) -> list[Section]:
    """The parts of an issue, for its web page."""
    return issue_sections(page)


@register.simple_tag
def newsletter_mail(page: NewsletterPage) -> RenderedIssue:
    """The issue as a mail, with sample values where each reader's mail differs."""
    rendered = render_issue(page)
    return with_sample_values(rendered, sample_values(rendered.language))
