"""What an issue of the newsletter is put together from."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from core.blocks import ButtonBlock, PictureBlock, QuoteBlock
from newsletters.part_blocks import PartBlock, TextPartBlock

MOST_ITEMS = 10
SINCE_LABEL = _("Only what is new since the last newsletter")
SINCE_HELP = _("Of the first newsletter: what is new in the last 30 days.")
# What both a mail client and the archive can show: no documents, which ask for a session, and no rulers.
MAIL_TEXT_FEATURES = ["h3", "bold", "italic", "ol", "ul", "link"]


class IssueHeadingBlock(TextPartBlock):
    """A heading between the parts of an issue."""

    text = blocks.CharBlock(label=_("Heading"), max_length=150)

    class Meta:
        icon = "title"
        label = _("Heading")


class IssueTextBlock(TextPartBlock):
    """Running text."""

    text = blocks.RichTextBlock(label=_("Text"), features=MAIL_TEXT_FEATURES)

    class Meta:
        icon = "pilcrow"
        label = _("Text")
        label_format = ""


class IssuePictureBlock(PartBlock, PictureBlock):
    """A picture with its description and a caption."""


class IssueQuoteBlock(PartBlock, QuoteBlock):
    """Somebody's words."""


class IssueButtonBlock(PartBlock, ButtonBlock):
    """A link that asks for something to be done."""


class NewsBlock(PartBlock):
    """News of the network: those that are chosen, else the newest on the day of sending."""

    heading = blocks.CharBlock(label=_("Heading"), max_length=100, required=False)
    pages = blocks.ListBlock(
        blocks.PageChooserBlock(page_type="news.NewsPage", label=_("News item")),
        label=_("Chosen news"),
        default=[],
        max_num=MOST_ITEMS,
        help_text=_("Leave empty to take the newest when the issue is sent."),
    )
    newest = blocks.IntegerBlock(label=_("How many of the newest"), default=3, min_value=1, max_value=MOST_ITEMS)
    since_last = blocks.BooleanBlock(label=SINCE_LABEL, required=False, help_text=SINCE_HELP)

    class Meta:
        icon = "list-ul"
        label = _("News")


class PracticesBlock(PartBlock):
    """Practices of the library: those that are chosen, else the newest on the day of sending."""

    heading = blocks.CharBlock(label=_("Heading"), max_length=100, required=False)
    pages = blocks.ListBlock(
        blocks.PageChooserBlock(page_type="projects.ProjectPage", label=_("Practice")),
        label=_("Chosen practices"),
        default=[],
        max_num=MOST_ITEMS,
        help_text=_("Leave empty to take the newest when the issue is sent."),
    )
    newest = blocks.IntegerBlock(label=_("How many of the newest"), default=2, min_value=1, max_value=MOST_ITEMS)
    since_last = blocks.BooleanBlock(label=SINCE_LABEL, required=False, help_text=SINCE_HELP)

    class Meta:
        icon = "pick"
        label = _("Practices")


class MembersBlock(PartBlock):
    """Members of the network: those that are chosen, else those that joined last."""

    heading = blocks.CharBlock(label=_("Heading"), max_length=100, required=False)
    pages = blocks.ListBlock(
        blocks.PageChooserBlock(page_type="members.MemberPage", label=_("Member")),
        label=_("Chosen members"),
        default=[],
        max_num=MOST_ITEMS,
        help_text=_("Leave empty to take those that joined last when the issue is sent."),
    )
    newest = blocks.IntegerBlock(label=_("How many of the newest"), default=3, min_value=1, max_value=MOST_ITEMS)
    since_last = blocks.BooleanBlock(label=SINCE_LABEL, required=False, help_text=SINCE_HELP)

    class Meta:
        icon = "group"
        label = _("Members")


class MeetingsBlock(PartBlock):
    """The next meetings of the calendar, as they stand on the day of sending."""

    heading = blocks.CharBlock(label=_("Heading"), max_length=100, required=False)
    upcoming = blocks.IntegerBlock(label=_("How many of the next"), default=3, min_value=1, max_value=MOST_ITEMS)
    since_last = blocks.BooleanBlock(label=SINCE_LABEL, required=False, help_text=SINCE_HELP)

    class Meta:
        icon = "date"
        label = _("Meetings")


class IssueBlock(blocks.StreamBlock):
    """The contents of an issue, in the order the reader meets them."""

    heading = IssueHeadingBlock()
    paragraph = IssueTextBlock()
    picture = IssuePictureBlock()
    quote = IssueQuoteBlock()
    button = IssueButtonBlock()
    news = NewsBlock()
    practices = PracticesBlock()
    meetings = MeetingsBlock()
    members = MembersBlock()
