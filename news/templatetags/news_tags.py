"""News for templates of the apps below, which must not import it."""

from typing import Any

from django import template
from django.template import Context
from wagtail.models import Locale

from members.models import Member
from news.models import NewsPage

register = template.Library()
NEWS_ON_A_PROFILE = 5


@register.inclusion_tag("news/news-of-member.html", takes_context=True)
def news_of_member(context: Context, member: Member) -> dict[str, Any]:
    """List a member's latest public news in the active language."""
    news = NewsPage.objects.live().public().filter(locale=Locale.get_active(), member=member).newest_first().for_cards()
    return {"news": news[:NEWS_ON_A_PROFILE], "member": member, "request": context.get("request")}
