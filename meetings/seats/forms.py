"""The seats of a meeting as a form."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from wagtail.admin.widgets import AdminDateTimeInput

from meetings.models import SeatPlan


class SeatPlanForm(forms.ModelForm):
    """How many seats, and how many of them are kept for each member until when."""

    class Meta:
        model = SeatPlan
        fields = ["seats", "politicians", "officials", "guaranteed_until", "offer_hours"]
        widgets = {"guaranteed_until": AdminDateTimeInput}

    def __init__(self, *args: Any, members: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.members = members

    def clean(self) -> dict[str, Any]:
        """Refuse to promise more seats than there are."""
        values: dict[str, Any] = super().clean() or {}
        kept = self.members * ((values.get("politicians") or 0) + (values.get("officials") or 0))
        if kept > (values.get("seats") or kept):
            words = _("%(kept)d seats would be kept for members, but there are only %(seats)d.")
            raise ValidationError(words % {"kept": kept, "seats": values["seats"]})
        return values
