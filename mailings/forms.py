"""Finding mailings and recipients."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from mailings.kinds import kind_labels, personal_kinds
from mailings.models import Delivery, Mailing
from mailings.models.delivery import DeliveryQuerySet

ASKING = "asking"
WAITING = "waiting"
BOUNCED = "bounced"
COMPLAINED = "complained"
EVERYTHING = "everything"
# What a sender does within moments is one thing for whoever looks on.
ON_ITS_WAY = (Delivery.State.QUEUED, Delivery.State.CLAIMED, Delivery.State.SENDING)


def state_choices() -> list[tuple[str, Any]]:
    """States to choose from, as the numbers of a mailing count them."""
    single = [(value, label) for value, label in Delivery.State.choices if value not in ON_ITS_WAY]
    later = [(BOUNCED, _("Came back later")), (COMPLAINED, _("Reported as unwanted"))]
    asking = (ASKING, _("Uncertain, and waiting for a decision"))
    return [("", _("All")), asking, (WAITING, _("Waiting")), *single, *later]


def in_state(deliveries: DeliveryQuerySet, state: str) -> DeliveryQuerySet:
    """Those in a state that can be chosen; all for ""."""
    match state:
        case "":
            return deliveries
        case "asking":
            return deliveries.asking()
        case "waiting":
            return deliveries.filter(state__in=ON_ITS_WAY)
        case "bounced":
            return deliveries.filter(bounced_at__isnull=False)
        case "complained":
            return deliveries.filter(complained_at__isnull=False)
        case _:
            return deliveries.filter(state=state)


class RecipientFilter(forms.Form):
    """Recipients of a mailing by state, and by a part of the address or the name."""

    state = forms.ChoiceField(label=_("State"), required=False, choices=state_choices)
    q = forms.CharField(label=_("Address or name"), required=False, max_length=254)

    def apply(self, deliveries: DeliveryQuerySet) -> DeliveryQuerySet:
        """Give those that were asked for; all where nothing (or nonsense) was."""
        if not self.is_valid():
            return deliveries
        state, text = self.cleaned_data["state"], self.cleaned_data["q"].strip()
        deliveries = in_state(deliveries, state)
        if text:
            deliveries = deliveries.filter(Q(address__icontains=text) | Q(name__icontains=text))
        return deliveries


def kind_choices() -> list[tuple[str, Any]]:
    """What lists of mailings show: first what goes to many."""
    return [
        ("", _("Mail to many")),
        (EVERYTHING, _("Everything")),
        *sorted(kind_labels().items(), key=lambda kind: kind[1]),
    ]


class MailingFilter(forms.Form):
    """Mailings by kind, state and a part of the name."""

    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=kind_choices)
    state = forms.ChoiceField(
        label=_("State"), required=False, choices=lambda: [("", _("All")), *Mailing.State.choices]
    )
    q = forms.CharField(label=_("Name"), required=False, max_length=200)

    def apply(self, mailings: QuerySet[Mailing]) -> QuerySet[Mailing]:
        """Give those that were asked for; mail to many where nothing (or nonsense) was."""
        asked = self.cleaned_data if self.is_valid() else {"kind": "", "state": "", "q": ""}
        if not asked["kind"]:
            mailings = mailings.exclude(kind__in=personal_kinds())
        elif asked["kind"] != EVERYTHING:
            mailings = mailings.filter(kind=asked["kind"])
        if asked["state"]:
            mailings = mailings.filter(state=asked["state"])
        if text := asked["q"].strip():
            mailings = mailings.filter(label__icontains=text)
        return mailings
