"""Where pages of text may name somebody."""

from django.utils.translation import gettext_lazy as _

from core.personal_data import Ground, Mentions, Purpose, register

register(
    Purpose(
        key="editorial",
        order=90,
        title=_("What is published"),
        why=_("The network tells of its work; people are named where they speak, write or answer for something."),
        ground=Ground.PUBLIC_TASK,
        whose=_("People named in texts, pictures and documents; editors, by what they did"),
        what=_("Names and addresses in texts; who wrote, changed, published and commented, and when"),
        retention=_("As long as the text is published. Drafts and versions: as long as the page is there."),
        recipients=_("Everybody: texts are public. Drafts and comments: editors only"),
    ),
    Mentions("home.HomePage", "editorial", "statement lead"),
    Mentions("home.StandardPage", "editorial", "lead body"),
)
