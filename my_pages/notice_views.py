"""What I am told, and how often."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.addresses import verified_addresses
from accounts.models import User
from mailings.kinds import MailKind, all_kinds
from mailings.models import Notice
from mailings.models.preference import HowOften
from mailings.services.preferences import choices_for, preferences_of, set_preference
from my_pages.frame import MyPage
from newsletters.links import manage_url
from newsletters.models import Subscriber


def kinds_for(user: User) -> tuple[list[MailKind], list[MailKind]]:
    """The kinds that the person may choose about, and those that come at once to everybody they concern.

    Without mail that one asks for oneself, such as a link to sign in, and the newsletter, which is subscribed to.
    """
    kinds = [
        kind
        for kind in all_kinds()
        if kind.label and not kind.is_personal and not kind.list_id and (kind.concerns is None or kind.concerns(user))
    ]
    chosen = [kind for kind in kinds if len(choices_for(kind)) > 1]
    return chosen, [kind for kind in kinds if kind not in chosen]


class NoticesForm(forms.Form):
    """One question for each kind that there is a choice about."""

    def __init__(self, data: Any = None, *, kinds: list[MailKind], chosen: dict[str, HowOften]) -> None:
        super().__init__(data)
        for kind in kinds:
            duty = _("Cannot be turned off, because it is part of your task.") if kind.is_compulsory else ""
            self.fields[kind.name] = forms.ChoiceField(
                label=str(kind.label),
                choices=[(choice.value, choice.label) for choice in choices_for(kind)],
                initial=chosen.get(kind.name, HowOften.AT_ONCE),
                widget=forms.RadioSelect,
                help_text=duty,
            )


class NoticesView(MyPage):
    """The choice, by kind of mail; what is compulsory says so."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show what is chosen."""
        kinds, _others = kinds_for(self.user)
        return self._show(NoticesForm(kinds=kinds, chosen=preferences_of(self.user)))

    def post(self, request: HttpRequest) -> HttpResponse:
        """Keep what was chosen."""
        kinds, _others = kinds_for(self.user)
        chosen = preferences_of(self.user)
        form = NoticesForm(request.POST, kinds=kinds, chosen=chosen)
        if not form.is_valid():
            return self._show(form, status=422)
        now = timezone.now()
        with transaction.atomic():
            for kind, how_often in form.cleaned_data.items():
                if HowOften(how_often) != chosen.get(kind, HowOften.AT_ONCE):
                    set_preference(self.user, kind=kind, how_often=HowOften(how_often), at=now)
        messages.success(request, _("Saved."))
        return redirect("my_pages:notices")

    def _show(self, form: NoticesForm, *, status: int = 200) -> HttpResponse:
        addresses = verified_addresses(self.user)
        subscriber = Subscriber.objects.filter(address__in=addresses, state=Subscriber.State.CONFIRMED).first()
        context = {
            "form": form,
            "compulsory": kinds_for(self.user)[1],
            "addresses": addresses,
            "waiting": Notice.objects.waiting().filter(user=self.user).order_by("due_at", "pk"),
            "newsletter_url": manage_url(subscriber, self.request.LANGUAGE_CODE) if subscriber else "",
        }
        return render(self.request, "my_pages/notices.html", context, status=status)
