"""My practices: what my member leads, takes part in and has taken up, and what has not been told back."""

from __future__ import annotations

from typing import Any

from django.db.models import F, Q
from django.views.generic import TemplateView
from wagtail.models import Locale

from my_pages.frame import MyPage
from my_pages.permissions import changeable, own_members
from projects.models import Adoption, ProjectPage

Status, State = ProjectPage.Status, Adoption.State
OVER = (Status.COMPLETED, Status.REGULAR, Status.STOPPED)
TELLS = (State.IN_USE, State.ADAPTED, State.STOPPED)


class ProjectsView(MyPage, TemplateView):
    """Practices of my members, with what is missing in them."""

    template_name = "my_pages/projects.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Three lists; the source page stands for all languages."""
        members = list(own_members(self.user))
        editable = changeable(self.user, members)
        sources = ProjectPage.objects.filter(locale=Locale.get_default()).select_related(
            "lead_member", "latest_revision"
        )
        led = sources.filter(lead_member__in=members).order_by("title", "pk")
        joined = sources.filter(live=True, partner_members__in=members).distinct().order_by("title", "pk")
        adoptions = Adoption.objects.filter(member__in=members).filter(
            Q(practice__live=True) | Q(practice__lead_member=F("member"))
        )
        return super().get_context_data(
            **kwargs,
            has_members=bool(members),
            led=[self._led(page, editable) for page in led],
            joined=list(joined),
            adopted=[
                {
                    "adoption": adoption,
                    "practice": adoption.practice,
                    "is_missing": adoption.state in TELLS and not adoption.result.strip(),
                    "can_edit": adoption.member_id in editable,
                }
                for adoption in adoptions.select_related("member", "practice__lead_member").order_by(
                    "-state_since", "pk"
                )
            ],
        )

    def _led(self, page: ProjectPage, editable: set[int]) -> dict[str, Any]:
        return {
            "practice": page,
            "is_missing": page.status in OVER and not page.results.strip(),
            "can_edit": page.lead_member_id in editable,
        }
