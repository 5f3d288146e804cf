"""The page of an offered seat, and naming a substitute. As with all mailed links, GET only shows."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import View

from meetings import services
from meetings.forms import DetailedAnswerForm, SubstituteForm
from meetings.models import SeatClaim
from meetings.seats.emails import offer_end_words
from meetings.seats.handing import OfferGoneError, decline_offer, take_offer
from meetings.views import RespondView, find_invitation, meeting_words


class SubstituteView(RespondView):
    """Names a colleague on the answer page; what is wrong is said there."""

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        """There is no page of its own."""
        return redirect("meetings:invitation-respond", token)

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        """Invite the colleague."""
        invitation = find_invitation(token)
        if invitation is None:
            return render(request, "meetings/link_gone.html", status=404)
        form = SubstituteForm(request.POST)
        status = 422
        if form.is_valid():
            try:
                services.name_substitute(invitation, **form.cleaned_data, at=timezone.now())
            except services.SubstituteError as error:
                form.add_error("address", str(error))
            except services.AnswerRefusedError:
                status = 409
            else:
                invitation.refresh_from_db()
                answer_form = DetailedAnswerForm(invitation=invitation)
                return self.show(request, invitation, form=answer_form, is_substituted=True)
        answer_form = DetailedAnswerForm(invitation=invitation)
        return self.show(request, invitation, form=answer_form, status=status, substitute_form=form)


@method_decorator([csrf_exempt, never_cache], name="dispatch")
class OfferView(View):
    """Shows the seat that is offered; a POST takes it, or lets it go to the next in line."""

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        """Answer, with the headers that keep the address of the page a secret."""
        response = super().dispatch(request, *args, **kwargs)
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["X-Robots-Tag"] = "noindex"
        return response

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        """Show the offer, or that it does not stand any more."""
        claim = self._find(token)
        return self._show(request, claim, status=200 if claim else 404)

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        """Take the seat, or not, by the button that was pressed."""
        claim = self._find(token)
        if claim is None:
            return self._show(request, None, status=404)
        try:
            if "decline" in request.POST:
                decline_offer(claim, at=timezone.now())
            else:
                take_offer(claim, at=timezone.now())
        except OfferGoneError:
            return self._show(request, self._find(token), status=409)
        return self._show(request, self._find(token), status=200)

    def _find(self, token: str) -> SeatClaim | None:
        claims = SeatClaim.objects.with_token(token)
        return claims.select_related("invitation__meeting__kind", "invitation__meeting__theme_group").first()

    def _show(self, request: HttpRequest, claim: SeatClaim | None, *, status: int) -> HttpResponse:
        if claim is None:
            return render(request, "meetings/link_gone.html", status=status)
        meeting = claim.invitation.meeting
        end = claim.offer_ends_at
        takes_place = meeting.is_announced and claim.invitation.removed_at is None
        context = {
            **meeting_words(meeting),
            "invitation": claim.invitation,
            "is_taken": takes_place and claim.state == SeatClaim.State.TAKEN,
            "stands": takes_place and claim.state == SeatClaim.State.OFFERED and end and timezone.now() <= end,
            "end": offer_end_words(claim),
        }
        return render(request, "meetings/seat_offer.html", context, status=status)
