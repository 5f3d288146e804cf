"""Where news may name somebody."""

from core.personal_data import Mentions, NotPersonal, register

register(
    Mentions("news.NewsPage", "editorial", "lead_image_alt lead body"),
    Mentions("news.NewsIndexPage", "editorial", "introduction"),
    NotPersonal("news.NewsCategory", "Categories."),
)
