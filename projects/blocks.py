"""What a practice refers to: documents and links."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock


class DocumentBlock(blocks.StructBlock):
    """A file that others can use: a guide, a questionnaire, a report."""

    document = DocumentChooserBlock(label=_("Document"))
    title = blocks.CharBlock(
        label=_("Title"), required=False, max_length=150, help_text=_("Leave empty to use the document's own title.")
    )

    class Meta:
        icon = "doc-full"
        template = "blocks/resource-document.html"
        label = _("Document")


class LinkBlock(blocks.StructBlock):
    """A page elsewhere."""

    title = blocks.CharBlock(label=_("Title"), max_length=150)
    url = blocks.URLBlock(label=_("Address"))

    class Meta:
        icon = "link"
        template = "blocks/resource-link.html"
        label = _("Link")


class ResourceBlock(blocks.StreamBlock):
    """Documents and links, in the order that a reader needs them."""

    document = DocumentBlock()
    link = LinkBlock()
