"""Where the coordinator asks subscribers to say yes again, and sees how it goes."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.admin.widgets import AdminDateInput

from newsletters.admin_views import SubscribersPage
from newsletters.consent import source_words
from newsletters.models import Renewal, Subscriber
from newsletters.permissions import CHANGE
from newsletters.renewal import RenewalChangedError, Whom, ask_for_renewal, call_off_renewal, whom_to_ask

# Two weeks at least: one to answer, and one after the reminder.
SHORTEST = datetime.timedelta(days=14)
PROPOSED = datetime.timedelta(days=30)
# Whom a mail reached is known for 90 days (mailings.services.retention), and must be when the day is over.
LONGEST = datetime.timedelta(weeks=12)


class RenewalForm(forms.Form):
    """Who is asked, and until when."""

    consented_before = forms.DateField(
        label=gettext_lazy("Agreed before"),
        required=False,
        widget=AdminDateInput,
        help_text=gettext_lazy("Only those whose consent is older than this day. Leave empty for any age."),
    )
    source = forms.ChoiceField(label=gettext_lazy("Where they agreed"), required=False)
    wording = forms.ChoiceField(
        label=gettext_lazy("What they agreed to"), required=False, choices=Renewal.Wording.choices
    )
    until = forms.DateField(
        label=gettext_lazy("Last day to answer"),
        widget=AdminDateInput,
        help_text=gettext_lazy("Two weeks from now at least. Those who have not answered are reminded a week before."),
    )

    def __init__(self, *args: Any, today: datetime.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        sources = Subscriber.objects.confirmed().order_by("consent_source").values_list("consent_source", flat=True)
        known = [(source, source_words(source)) for source in sources.distinct()]
        self.fields["source"] = forms.ChoiceField(
            label=gettext_lazy("Where they agreed"), required=False, choices=[("", gettext_lazy("Anywhere")), *known]
        )
        self.order_fields(["consented_before", "source", "wording", "until"])

    def clean_until(self) -> datetime.date:
        """Refuse a day that is too near, or too far to be a question."""
        until: datetime.date = self.cleaned_data["until"]
        if until < self.today + SHORTEST:
            raise forms.ValidationError(_("Give people two weeks at least."))
        if until > self.today + LONGEST:
            raise forms.ValidationError(_("Choose a day within twelve weeks."))
        return until

    @property
    def whom(self) -> Whom:
        """What a valid form has chosen."""
        values = self.cleaned_data
        return Whom(values["consented_before"], values["source"], values["wording"])


class RenewalsView(SubscribersPage):
    """All times that people were asked, and how each stands."""

    template_name = "newsletters/admin/renewals.html"
    header_icon = "rotate"
    permission = CHANGE

    def get_page_title(self) -> str:
        """What they are."""
        return _("Say yes again")

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show them; the open ones as they are now."""
        return self.answer(rows=[_numbers(row) for row in Renewal.objects.with_progress().select_related("asked_by")])

    def post(self, request: HttpRequest) -> HttpResponse:
        """Call one off."""
        chosen = request.POST.get("call_off", "")
        if chosen.isdecimal() and Renewal.objects.open().filter(pk=int(chosen[:18])).exists():
            call_off_renewal(int(chosen[:18]), at=timezone.now())
            messages.success(request, _("The question is taken back. Everybody who has not answered stays."))
        return redirect("newsletters_admin:renewals")


def _numbers(renewal: Any) -> dict[str, Any]:
    """A renewal with its numbers: those of today while it is open, those that were counted when it was settled."""
    is_open = renewal.ended_at is None
    renewed = renewal.now_renewed if is_open else renewal.renewed_count
    left = renewal.now_left if is_open else renewal.left_count
    return {
        "renewal": renewal,
        "source": source_words(renewal.source),
        "is_open": is_open,
        "renewed": renewed,
        "left": left,
        "waiting": renewal.now_waiting if is_open else 0,
        "share": round(100 * (renewed + left) / renewal.asked_count) if renewal.asked_count else 0,
    }


class NewRenewalView(SubscribersPage):
    """Counts whom a question would go to; a POST with that number asks them."""

    template_name = "newsletters/admin/renewal_new.html"
    header_icon = "rotate"
    permission = CHANGE

    def get_page_title(self) -> str:
        """What is done here."""
        return _("Ask subscribers to say yes again")

    def trail(self) -> list[dict[str, Any]]:
        """Under the list of all times."""
        return [{"url": reverse("newsletters_admin:renewals"), "label": _("Say yes again")}]

    def get(self, request: HttpRequest) -> HttpResponse:
        """Ask whom, and count those who are chosen."""
        today = timezone.localdate()
        if "until" not in request.GET:
            before = today.replace(year=today.year - 2, day=min(today.day, 28))
            return self.answer(
                form=RenewalForm(today=today, initial={"until": today + PROPOSED, "consented_before": before})
            )
        return self._counted(RenewalForm(request.GET, today=today))

    def post(self, request: HttpRequest) -> HttpResponse:
        """Ask them, if they are as many as was shown."""
        form = RenewalForm(request.POST, today=timezone.localdate())
        expected = request.POST.get("expected", "")
        if not form.is_valid() or not expected.isdecimal():
            return self._counted(form, status=422)
        try:
            renewal = ask_for_renewal(
                form.whom,
                until=form.cleaned_data["until"],
                expected=int(expected[:9]),
                by=self.user,
                at=timezone.now(),
            )
        except RenewalChangedError as error:
            messages.error(request, str(error))
            return self._counted(form, status=409)
        messages.success(request, _("%(number)d people are asked by mail.") % {"number": renewal.asked_count})
        return redirect("newsletters_admin:renewals")

    def _counted(self, form: RenewalForm, *, status: int = 200) -> HttpResponse:
        if not form.is_valid():
            return self.answer(form=form, status=422)
        chosen = whom_to_ask(form.whom)
        some = chosen.order_by("consented_at")[:20]
        return self.answer(form=form, number=chosen.count(), some=some, values=form.cleaned_data, status=status)
