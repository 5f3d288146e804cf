"""What kinds of news there are."""

from django.utils.translation import gettext_lazy as _

from core.taxonomies import Term


class NewsCategory(Term):
    """One kind of news; coordinators add and rename them."""

    class Meta(Term.Meta):
        verbose_name = _("news category")
        verbose_name_plural = _("news categories")
