"""What all pages of the portal share."""

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, PageQuerySet, PageViewRestriction

from core.links import public_url


def for_everybody(pages: PageQuerySet) -> PageQuerySet:
    """Keep what is published and stands under no view restriction: `live().public()` without its extra query."""
    restrictions = PageViewRestriction.objects.annotate(
        asked_path=models.ExpressionWrapper(models.OuterRef("path"), output_field=models.CharField())
    ).filter(asked_path__startswith=models.F("page__path"))
    return pages.live().filter(~models.Exists(restrictions))


class BasePage(Page):
    """A page of the portal.

    A page that has not been translated stands in the other language's tree as an alias; `content_language`
    tells templates which language its text is really in, so that they can mark it (WCAG 2.2, 3.1.2).
    """

    class Meta:
        abstract = True

    def get_full_url(self, request: HttpRequest | None = None) -> str | None:
        """The address with the portal's own host (SITE_URL), whatever host Wagtail's site record names."""
        url = self.get_url(request)
        return public_url(url) if url else None

    full_url = property(get_full_url)

    def get_view_restrictions(self) -> models.QuerySet[PageViewRestriction]:
        """Restrictions of this page and of those above it, in one query instead of Wagtail's two and more.

        An alias has those of its source, as in Wagtail; a source may be an alias in turn.
        """
        paths = [self.path[:end] for end in range(self.steplen, len(self.path) + 1, self.steplen)]
        own = models.Q(page__path__in=paths)
        of_sources = models.Q(page__aliases__path__in=paths) | models.Q(page__aliases__aliases__path__in=paths)
        return PageViewRestriction.objects.filter(own | of_sources).distinct()

    @property
    def content_language(self) -> str:
        """Language code of the text: the original's where this page is an alias of it."""
        original = self.alias_of
        return original.locale.language_code if original is not None else self.locale.language_code

    @property
    def is_untranslated(self) -> bool:
        """Whether this page stands in for a translation that nobody has made yet."""
        return self.alias_of_id is not None and self.content_language != self.locale.language_code

    @property
    def foreign_language(self) -> str:
        """Language code of the text where it is not the language of the site around it; else empty."""
        return self.content_language if self.is_untranslated else ""

    def crumbs_to(self, index_label: str, request: HttpRequest) -> list[dict[str, str]]:
        """Give the way back to the list that shows this page wherever it stands: title and url, or nothing.

        `index_label` is the list's model as `app.Model`; it is found by content type, so that a page need not
        import the list that imports it.
        """
        app_label, model_name = index_label.lower().split(".")
        index = (
            Page.objects.live()
            .filter(locale=self.locale, content_type__app_label=app_label, content_type__model=model_name)
            .select_related("locale")
            .order_by("path")
            .first()
        )
        url = index.get_url(request) if index is not None else None
        return [{"title": index.title, "url": url}] if url else []


class PicturedPage(BasePage):
    """A page with a picture at its head; where there is none, a landscape is drawn (core.illustrations)."""

    lead_image = models.ForeignKey(
        "wagtailimages.Image",
        verbose_name=_("picture"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    lead_image_alt = models.CharField(
        _("description of the picture"), max_length=250, blank=True, help_text=_("For those who cannot see it.")
    )

    class Meta:
        abstract = True
