"""Practices for templates of the apps below, which must not import them."""

from typing import Any

from django import template
from django.template import Context
from wagtail.models import Locale

from members.models import Member
from projects.models import ProjectPage

register = template.Library()


@register.inclusion_tag("projects/practices-of-member.html", takes_context=True)
def practices_of_member(context: Context, member: Member) -> dict[str, Any]:
    """List the public practices that a member leads or takes part in, in the active language."""
    practices = (
        ProjectPage.objects.live()
        .public()
        .filter(locale=Locale.get_active())
        .led_or_joined_by(member)
        .for_cards()
        .order_by("-first_published_at", "-pk")
    )
    return {"practices": practices, "member": member, "request": context.get("request")}
