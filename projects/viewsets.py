"""Where coordinators and editors tell of adoptions."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.log_actions import log
from wagtail.permission_policies import ModelPermissionPolicy

from projects.forms import AdoptionForm
from projects.models import Adoption
from projects.permissions import adoption_policy
from projects.services import change_adoption_state, record_adoption

WORDS = ("changes", "result", "contact_name", "contact_email")


class OwnAdoptionsMixin:
    """Shows nobody what is not theirs to change."""

    def get_object(self, queryset: models.QuerySet[Adoption] | None = None) -> Adoption:
        """Give the adoption, or refuse."""
        found: Adoption = super().get_object(queryset)  # type: ignore[misc]
        action = self.permission_required  # type: ignore[attr-defined]
        if not adoption_policy.user_has_permission_for_instance(self.request.user, action, found):  # type: ignore[attr-defined]
            raise PermissionDenied
        return found


class AdoptionIndexView(generic.IndexView):
    """The adoptions that the user may change."""

    def get_base_queryset(self) -> models.QuerySet[Adoption]:
        """Only those."""
        actions = self.any_permission_required
        return adoption_policy.instances_user_has_any_permission_for(self.request.user, actions).select_related(
            "member", "practice"
        )


class AdoptionCreateView(generic.CreateView):
    """Tells of a new adoption."""

    def save_instance(self) -> Adoption:
        """Record it."""
        facts = self.form.cleaned_data
        adoption = record_adoption(
            facts["practice"],
            member=facts["member"],
            state=facts["state"],
            since=facts["since"],
            **{name: facts[name] for name in WORDS},
        )
        log(instance=adoption, action="wagtail.create", content_changed=True)
        return adoption


class AdoptionEditView(OwnAdoptionsMixin, generic.EditView):
    """Tells how it goes."""

    def save_instance(self) -> Adoption:
        """Change it from today on."""
        facts = self.form.cleaned_data
        adoption = change_adoption_state(
            self.object,
            state=facts["state"],
            at=max(timezone.localdate(), self.object.state_since),
            since=facts["since"],
            **{name: facts[name] for name in WORDS},
        )
        log(instance=adoption, action="wagtail.edit", content_changed=self.form.has_changed())
        return adoption


class AdoptionDeleteView(OwnAdoptionsMixin, generic.DeleteView):
    """Takes away what was entered by mistake; a stopped adoption stays, with its lessons."""


class AdoptionViewSet(ModelViewSet):
    """Adoptions in the admin."""

    model = Adoption
    name = "adoptions"
    url_prefix = "spridning"
    icon = "group"
    menu_label = _("Adoptions")
    menu_order = 240
    add_to_admin_menu = True
    copy_view_enabled = False
    inspect_view_enabled = False
    index_view_class = AdoptionIndexView
    add_view_class = AdoptionCreateView
    edit_view_class = AdoptionEditView
    delete_view_class = AdoptionDeleteView
    list_display = ["practice", "member", "state", "since"]
    list_filter = ["state", "member"]
    search_fields = ["practice__title", "member__name"]
    search_backend_name = None

    @property
    def permission_policy(self) -> ModelPermissionPolicy:
        """Own members' adoptions only."""
        return adoption_policy

    def get_form_class(self, for_update: bool = False) -> type[AdoptionForm]:
        """The same form for new and old."""
        return AdoptionForm


adoption_viewset = AdoptionViewSet()
