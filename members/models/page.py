"""Members' profiles, and the directory above them."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import RichTextField

from core.blocks import RICH_TEXT_FEATURES, BodyBlock
from core.fields import LeanStreamField
from core.pages import BasePage


class MemberIndexPage(BasePage):
    """The directory: all members as a list and on the map."""

    introduction = models.TextField(_("introduction"), blank=True)

    content_panels = [*BasePage.content_panels, FieldPanel("introduction")]

    subpage_types = ["members.MemberPage"]
    max_count_per_parent = 1

    class Meta:
        verbose_name = _("member directory")


class MemberPage(BasePage):
    """A member's profile in one language. What does not depend on language stands on its `Member`."""

    member = models.ForeignKey(
        "members.Member", verbose_name=_("member"), on_delete=models.PROTECT, related_name="pages"
    )
    introduction = models.TextField(_("introduction"), blank=True)
    policy_text = RichTextField(_("policy"), blank=True, features=RICH_TEXT_FEATURES)
    governing_document = models.CharField(_("governing document"), max_length=200, blank=True)
    governing_document_url = models.URLField(_("address of the governing document"), blank=True)
    health_in_planning = RichTextField(_("health in physical planning"), blank=True, features=RICH_TEXT_FEATURES)
    body = LeanStreamField(BodyBlock(), verbose_name=_("how we work"), blank=True)
    lead_image = models.ForeignKey(
        "wagtailimages.Image",
        verbose_name=_("picture"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    content_panels = [
        *BasePage.content_panels,
        FieldPanel("introduction"),
        MultiFieldPanel(
            [FieldPanel("policy_text"), FieldPanel("governing_document"), FieldPanel("governing_document_url")],
            heading=_("Policy"),
        ),
        FieldPanel("body"),
        FieldPanel("health_in_planning"),
        FieldPanel("lead_image"),
    ]

    parent_page_types = ["members.MemberIndexPage"]

    class Meta:
        verbose_name = _("member profile")
        verbose_name_plural = _("member profiles")
