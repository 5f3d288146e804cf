"""Pages about a subscription. A link in a mail only ever shows a form; what is done is done by POST.

The addresses carry their own secret (a token) or none is needed, so no view asks for a cookie: not even the one
against cross-site requests.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import View

from newsletters import services
from newsletters.consent import current_consent
from newsletters.forms import ChoicesForm, LeaveForm
from newsletters.links import manage_url, renew_url
from newsletters.models import Subscriber
from newsletters.readers import KnownReader, find_reader
from newsletters.references import Source


@method_decorator([csrf_exempt, never_cache], name="dispatch")
class SubscriptionView(View):
    """What these pages share: they are nobody's to index, keep, or tell the address of."""

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        """Answer, with the headers that keep the address of the page a secret."""
        response = super().dispatch(request, *args, **kwargs)
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["X-Robots-Tag"] = "noindex"
        return response

    def gone(self, request: HttpRequest) -> HttpResponse:
        """Say that the link opens nothing (any more)."""
        return render(request, "newsletters/link_gone.html", status=404)


class ConfirmView(SubscriptionView):
    """The page that the confirmation mail leads to."""

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        """Show the button. A scanner that follows the link changes nothing."""
        return render(request, "newsletters/confirm.html", {"wording": current_consent().wording})

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        """Start the subscription."""
        try:
            subscriber = services.confirm_subscription(token, consent=current_consent(), at=timezone.now())
        except services.ConfirmationError:
            return self.gone(request)
        choices = urlsplit(manage_url(subscriber, get_language() or "sv")).path
        return render(request, "newsletters/confirmed.html", {"choices_url": choices})


class ManageView(SubscriptionView):
    """Where a subscriber changes name, language and topics, or leaves."""

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        """Show what is kept."""
        subscriber = services.find_by_manage_token(token)
        if subscriber is None:
            reader = find_reader(token)
            return _page_of_reader(request, reader) if reader else self.gone(request)
        return self._page(request, subscriber, ChoicesForm(instance=subscriber))

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        """Change or leave, by the button that was pressed."""
        subscriber = services.find_by_manage_token(token)
        if subscriber is None:
            reader = find_reader(token)
            return _leave(request, reader) if reader and "leave" in request.POST else self.gone(request)
        if "leave" in request.POST:
            return _leave(request, subscriber)
        choices = ChoicesForm(request.POST, instance=subscriber)
        if not choices.is_valid():
            return self._page(request, subscriber, choices, status=422)
        services.change_choices(subscriber, **choices.cleaned_data)
        return self._page(request, subscriber, ChoicesForm(instance=subscriber), is_saved=True)

    def _page(
        self,
        request: HttpRequest,
        subscriber: Subscriber,
        form: ChoicesForm,
        *,
        status: int = 200,
        is_saved: bool = False,
    ) -> HttpResponse:
        renew = urlsplit(renew_url(subscriber, get_language() or "sv")).path
        context = {
            "subscriber": subscriber,
            "form": form,
            "leave_form": LeaveForm(),
            "is_saved": is_saved,
            "renew_url": renew if subscriber.renew_by and subscriber.state == Subscriber.State.CONFIRMED else "",
        }
        return render(request, "newsletters/manage.html", context, status=status)


def _leave(request: HttpRequest, reader: Subscriber | KnownReader) -> HttpResponse:
    form = LeaveForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    services.leave_at_address(reader.address, reason=reason, at=timezone.now())
    return render(request, "newsletters/left.html", {"form": None if reason else LeaveForm()})


def _page_of_reader(request: HttpRequest, reader: KnownReader) -> HttpResponse:
    context = {"reader": reader, "is_listed": reader.source == Source.LISTED, "leave_form": LeaveForm()}
    return render(request, "newsletters/manage_reader.html", context)


class RenewView(SubscriptionView):
    """The page that asks a subscriber to say yes again; only a press of the button does."""

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        """Ask."""
        subscriber = services.find_by_manage_token(token)
        if subscriber is None:
            return self.gone(request)
        is_over = subscriber.state != Subscriber.State.CONFIRMED
        is_done = not is_over and subscriber.renew_by is None
        return self._page(request, subscriber, is_over=is_over, is_done=is_done)

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        """Keep the answer, yes or no."""
        subscriber = services.find_by_manage_token(token)
        if subscriber is None:
            return self.gone(request)
        if "leave" in request.POST:
            return _leave(request, subscriber)
        is_done = services.renew_consent(subscriber, consent=current_consent(), at=timezone.now())
        return self._page(request, subscriber, is_over=not is_done, is_done=is_done)

    def _page(self, request: HttpRequest, subscriber: Subscriber, **answer: bool) -> HttpResponse:
        choices = urlsplit(manage_url(subscriber, get_language() or "sv")).path
        context = {"subscriber": subscriber, "wording": current_consent().wording, "choices_url": choices, **answer}
        return render(request, "newsletters/renew.html", context)


class LeaveView(SubscriptionView):
    """Leaving in one step: the page behind the mail's link, and the mail program's own button (RFC 8058).

    RFC 8058, section 3.2: the POST comes without cookie or sign-in, as a form or as multipart, and is not redirected.
    It may come again, and then changes nothing.
    """

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        """Show the button."""
        if (services.find_by_unsubscribe_token(token) or find_reader(token)) is None:
            return self.gone(request)
        return render(request, "newsletters/leave.html", {"form": LeaveForm()})

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        """End the subscription at once."""
        reader = services.find_by_unsubscribe_token(token) or find_reader(token)
        return _leave(request, reader) if reader is not None else self.gone(request)
