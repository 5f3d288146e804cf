"""The form that tells of an adoption."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.widgets import AdminDateInput
from wagtail.models import Locale

from members.models import Member
from projects.models import Adoption, ProjectPage
from projects.permissions import adoption_policy, members_edited_by


class AdoptionForm(WagtailAdminModelForm):
    """Offers the user's own members, and the practices of the library, each once."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sources = ProjectPage.objects.filter(alias_of__isnull=True, locale=Locale.get_default()).order_by("title")
        self.fields["practice"] = forms.ModelChoiceField(
            sources.live() | sources.filter(pk=self.instance.practice_id or 0), label=_("Practice")
        )
        own = (
            Member.objects.active()
            if adoption_policy.may_all(self.for_user, "add")
            else members_edited_by(self.for_user)
        )
        self.fields["member"].queryset = own
        self.fields["since"].initial = timezone.localdate
        if self.instance.pk:
            self.fields["practice"].disabled = self.fields["member"].disabled = True
            self.fields["member"].queryset = Member.objects.filter(pk=self.instance.member_id)
        elif len(own) == 1:
            self.fields["member"].initial = own[0]

    def clean(self) -> dict[str, Any]:
        """Refuse a beginning that lies ahead of the state's own day."""
        cleaned: dict[str, Any] = super().clean()
        since = cleaned.get("since")
        if since and self.instance.pk and since > self.instance.state_since:
            self.add_error("since", _("The member cannot have begun after the last change of state."))
        return cleaned

    class Meta:
        model = Adoption
        fields = ["practice", "member", "state", "since", "changes", "result", "contact_name", "contact_email"]
        widgets = {"since": AdminDateInput}
