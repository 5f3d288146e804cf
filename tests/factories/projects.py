"""Practices, the library, and adoptions."""

from datetime import date
from typing import Any

from factory.declarations import LazyAttribute, Sequence, SubFactory
from factory.django import DjangoModelFactory

from projects.models import Adoption, ProjectIndexPage, ProjectPage
from tests.factories.members import MemberFactory, home_page


def project_index() -> ProjectIndexPage:
    """The Swedish library; made under the start page where there is none."""
    home = home_page()
    found: ProjectIndexPage | None = ProjectIndexPage.objects.child_of(home).first()
    if found is not None:
        return found
    page: ProjectIndexPage = home.add_child(
        instance=ProjectIndexPage(title="Praktik", slug="praktik", locale=home.locale)
    )
    return page


class ProjectPageFactory(DjangoModelFactory[ProjectPage]):
    """A published practice under the Swedish library; `parent` puts it elsewhere."""

    class Meta:
        model = ProjectPage

    title = Sequence(lambda n: f"Praktik {n}")
    summary = "Vandrande skolbussar: barn går till skolan tillsammans med en vuxen."
    lead_member = SubFactory(MemberFactory)

    @classmethod
    def _create(cls, model_class: type[ProjectPage], *args: Any, **kwargs: Any) -> ProjectPage:
        parent = kwargs.pop("parent", None) or project_index()
        page = model_class(*args, locale=parent.locale, **kwargs)
        parent.add_child(instance=page)
        return page


class AdoptionFactory(DjangoModelFactory[Adoption]):
    """A member that uses another's practice."""

    class Meta:
        model = Adoption

    practice = SubFactory(ProjectPageFactory)
    member = SubFactory(MemberFactory)
    state = Adoption.State.IN_USE
    since = date(2025, 3, 1)
    state_since = LazyAttribute(lambda adoption: adoption.since)
