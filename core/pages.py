"""What all pages of the portal share."""

from wagtail.models import Page


class BasePage(Page):
    """A page of the portal.

    A page that has not been translated stands in the other language's tree as an alias; `content_language`
    tells templates which language its text is really in, so that they can mark it (WCAG 2.2, 3.1.2).
    """

    class Meta:
        abstract = True

    @property
    def content_language(self) -> str:
        """Language code of the text: the original's where this page is an alias of it."""
        original = self.alias_of
        return original.locale.language_code if original is not None else self.locale.language_code

    @property
    def is_untranslated(self) -> bool:
        """Whether this page stands in for a translation that nobody has made yet."""
        return self.content_language != self.locale.language_code
