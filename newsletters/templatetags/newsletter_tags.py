"""What templates outside this app need for the sign-up form."""

from django import template

from newsletters import consent

register = template.Library()


@register.simple_tag
def newsletter_consent() -> str:
    """The sentence that a subscriber agrees to."""
    return consent.consent_wording()
