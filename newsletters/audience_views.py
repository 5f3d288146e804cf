"""Where it is chosen whom an issue goes to, and seen who gets it, who does not, and why."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.models import AnonymousUser
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages

from accounts.admin_pages import AdminPage
from accounts.models import User
from mailings.models import Suppression
from newsletters.audience import FORMER, GOT_IT, NO_ADDRESS, UNCONFIRMED, AudienceOf
from newsletters.choice import choice_of
from newsletters.models import IssueAudience, NewsletterPage
from newsletters.models.audience import GROUPS
from newsletters.permissions import can_send
from newsletters.sending import is_sent
from newsletters.versions import issue_key, issue_versions

ROWS_PER_PAGE = 50
REASONS = {
    **dict(Suppression.Reason.choices),
    UNCONFIRMED: gettext_lazy("Has not confirmed the subscription"),
    FORMER: gettext_lazy("No longer represents a member"),
    NO_ADDRESS: gettext_lazy("Has no address that mail can be sent to"),
    GOT_IT: gettext_lazy("Has got this issue already"),
}


class AudienceForm(forms.ModelForm):
    """Whom an issue goes to."""

    class Meta:
        model = IssueAudience
        fields = [
            "to_subscribers",
            "topics",
            "language",
            "to_politicians",
            "to_officials",
            "to_representatives",
            "theme_groups",
            "lists",
        ]
        widgets = dict.fromkeys(("topics", "theme_groups", "lists"), forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("topics", "theme_groups", "lists"):
            if not self.fields[name].queryset.exists():  # type: ignore[attr-defined]
                del self.fields[name]


class IssueAudienceView(AdminPage):
    """Chooses the audience of an issue; a POST keeps the choice until the issue is scheduled or sent."""

    template_name = "newsletters/admin/audience.html"
    header_icon = "group"

    def may_open(self, user: User | AnonymousUser) -> bool:
        """Only who may send: the list is personal data."""
        return can_send(user)

    @property
    def issue(self) -> NewsletterPage:
        """The issue that the address names."""
        return get_object_or_404(NewsletterPage, pk=self.kwargs["page_id"])

    def get_page_title(self) -> str:
        """What is done here."""
        return _("Who gets the newsletter")

    def get_page_subtitle(self) -> str:
        """Which issue."""
        return str(self.issue.title)

    def get(self, request: HttpRequest, page_id: int) -> HttpResponse:
        """Show the choice, the numbers and the lists."""
        issue = self.issue
        row = IssueAudience.objects.filter(issue=issue.translation_key).first()
        return self._page(request, issue, AudienceForm(instance=row))

    def post(self, request: HttpRequest, page_id: int) -> HttpResponse:
        """Keep the choice."""
        issue = self.issue
        if is_sent(issue):
            messages.error(request, _("The newsletter is scheduled or sent. Whom it goes to cannot be changed now."))
            return redirect("newsletters_admin:audience", issue.pk)
        row = IssueAudience.objects.filter(issue=issue.translation_key).first()
        form = AudienceForm(request.POST, instance=row or IssueAudience(issue=issue.translation_key))
        if not form.is_valid():
            return self._page(request, issue, form, status=422)
        form.save()
        messages.success(request, _("Whom the newsletter goes to is saved."))
        return redirect("newsletters_admin:audience", issue.pk)

    def _page(
        self, request: HttpRequest, issue: NewsletterPage, form: AudienceForm, *, status: int = 200
    ) -> HttpResponse:
        row = IssueAudience.objects.filter(issue=issue.translation_key).first()
        audience = AudienceOf(issue_key(issue), choice=choice_of(row) if row else None)
        numbers = audience.numbers({version.locale.language_code for version in issue_versions(issue)} or {"sv"})
        readers = Paginator(audience, ROWS_PER_PAGE).get_page(request.GET.get("p"))
        left_out = Paginator(audience.left_out, ROWS_PER_PAGE).get_page(request.GET.get("left"))
        names = dict(GROUPS)
        return self.answer(
            issue=issue,
            form=form,
            is_fixed=is_sent(issue),
            numbers=numbers,
            groups=[(names[group], language, n) for (group, language), n in numbers.by_group_and_language.items()],
            reasons=[(REASONS[reason], number) for reason, number in numbers.reasons.items()],
            readers=readers,
            rows=[(reader, names[reader.group]) for reader in readers],
            left_out=left_out,
            left_rows=[(address, name, REASONS[reason]) for address, name, reason in left_out],
            status=status,
        )
