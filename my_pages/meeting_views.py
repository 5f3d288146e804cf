"""My meetings: what I am invited to, my answers, and the papers of those that are over."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from accounts.models import User
from meetings import services
from meetings.forms import ANSWERS, AnswerForm
from meetings.models import CalendarKey, Invitation, Meeting
from meetings.words import deadline_words, place_words, when_words
from my_pages.calendar_views import own_feed_address
from my_pages.frame import MyPage

PER_PAGE = 20
State, Answer = Meeting.State, Invitation.Answer


def own_invitations(user: User) -> QuerySet[Invitation]:
    """The person's invitations, by account or by address, as `meetings.permissions.is_invited` has it."""
    mine = Invitation.objects.current().of_user(user)
    shown = mine.filter(meeting__state__in=(State.ANNOUNCED, State.CANCELLED))
    return shown.select_related("meeting__kind", "meeting__theme_group", "member").prefetch_related(
        "meeting__documents"
    )


class MeetingsView(MyPage, TemplateView):
    """Those that wait for an answer first, then the other coming ones, then the past."""

    template_name = "my_pages/meetings.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Rows with their words; the past page by page."""
        now = timezone.now()
        coming = own_invitations(self.user).filter(meeting__ends_at__gte=now).order_by("meeting__starts_at", "pk")
        rows = [self._row(invitation) for invitation in coming]
        past = own_invitations(self.user).filter(meeting__ends_at__lt=now, meeting__state=State.ANNOUNCED)
        page = Paginator(past.order_by("-meeting__starts_at", "-pk"), PER_PAGE).get_page(self.request.GET.get("page"))
        waiting = [row for row in rows if row["is_open"] and row["invitation"].answer == Answer.NONE]
        return super().get_context_data(
            **kwargs,
            waiting=waiting,
            coming=[row for row in rows if row not in waiting],
            past=[self._row(invitation) for invitation in page.object_list],
            page=page,
            answers=ANSWERS,
            feed_address=own_feed_address(CalendarKey.objects.filter(user=self.user).first()),
        )

    def _row(self, invitation: Invitation) -> dict[str, Any]:
        meeting = invitation.meeting
        return {
            "invitation": invitation,
            "meeting": meeting,
            "when": when_words(meeting),
            "place": place_words(meeting),
            "deadline": deadline_words(meeting),
            "is_open": invitation.is_open(timezone.now()),
            "papers": list(meeting.documents.all()),
        }


class MeetingAnswerView(MyPage):
    """Takes my answer to one invitation."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Answer, or say why it is too late."""
        invitation = get_object_or_404(own_invitations(self.user), pk=pk)
        form = AnswerForm(request.POST)
        if not form.is_valid():
            messages.error(request, " ".join(str(words) for errors in form.errors.values() for words in errors))
            return redirect("my_pages:meetings")
        values = form.cleaned_data
        try:
            services.answer_invitation(
                invitation, Answer(values["answer"]), at=timezone.now(), comment=values["comment"]
            )
        except services.AnswerRefusedError:
            messages.error(
                request, _("Answers to this meeting are not taken any more. What you answered before stands.")
            )
        else:
            messages.success(
                request, _("Thank you. Your answer to “%(title)s” is kept.") % {"title": invitation.meeting.title}
            )
        return redirect("my_pages:meetings")
