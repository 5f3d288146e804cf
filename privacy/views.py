"""My data: see what is kept, take it along, have it erased."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth import logout
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.generic import TemplateView
from django.views.generic.base import View

from accounts.addresses import verified_addresses
from accounts.models import User
from core.personal_data import Person
from core.rate_limits import is_too_often
from privacy.erasure import ErasureError, ask_for_erasure, carry_out, is_last_coordinator
from privacy.export import collect, file_name, write_export
from privacy.forms import EraseForm
from privacy.models import ErasureRequest
from privacy.people import find_by_account
from privacy.recent import RecentSignIn
from privacy.record import activities

HOUR = 3600


@method_decorator(never_cache, name="dispatch")
class OwnData(RecentSignIn):
    """What is about the person signed in, and nobody else."""

    @property
    def user(self) -> User:
        """Who asks."""
        assert self.request.user.is_authenticated  # LoginRequiredMixin has seen to it
        return self.request.user

    @cached_property
    def person(self) -> Person:
        """What is known to be this person's."""
        return find_by_account(self.user)

    @property
    def is_proven(self) -> bool:
        """Whether mail to the account's address is known to reach its owner: it tells whose rows these are."""
        return self.user.email.lower() in verified_addresses(self.user)


class MyDataView(OwnData, TemplateView):
    """What is kept about me and why; from here to the export and the erasure."""

    template_name = "privacy/my_data.html"

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """How many rows there are of each activity."""
        export = collect(self.person, at=timezone.now()) if self.is_proven else None
        return super().get_context_data(
            **context, export=export, addresses=sorted(self.person.addresses), is_proven=self.is_proven
        )


class DownloadView(OwnData):
    """Gives all of it in one ZIP file; only by POST."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponseBase:
        """Give it, at most ten times an hour."""
        if not self.is_proven:
            return redirect("privacy:my_data")
        if is_too_often("my-data", str(self.user.pk), most=10, seconds=HOUR):
            messages.warning(request, _("You have taken your data ten times within the hour. Try later."))
            return redirect("privacy:my_data")
        return give_export(self.person)


def give_export(person: Person) -> FileResponse:
    """The file, which no cache may keep."""
    now = timezone.now()
    answer = FileResponse(
        write_export(collect(person, at=now)),
        as_attachment=True,
        filename=file_name(now),
        content_type="application/zip",
    )
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


class EraseView(OwnData):
    """Says what will happen and what the law keeps, then does it."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Ask."""
        return self.answer(EraseForm())

    def answer(self, form: EraseForm) -> HttpResponse:
        """The page that asks."""
        context = {
            "form": form,
            "activities": activities(),
            "is_proven": self.is_proven,
            "is_last": is_last_coordinator(self.user.pk),
            "others": sorted(self.person.others),
        }
        return render(self.request, "privacy/erase.html", context, status=422 if form.errors else 200)

    def post(self, request: HttpRequest) -> HttpResponse:
        """Erase, sign out, and say by which number the request is known."""
        form = EraseForm(request.POST)
        if not form.is_valid() or not self.is_proven:
            return self.answer(form)
        now = timezone.now()
        try:
            erasure = ask_for_erasure(
                self.person, source=ErasureRequest.Source.OWN, check=ErasureRequest.Check.SIGNED_IN, at=now
            )
        except ErasureError:
            return self.answer(form)
        logout(request)
        carry_out(erasure, at=now)
        return redirect("privacy:erased", erasure.reference)


@method_decorator(never_cache, name="dispatch")
class ErasedView(View):
    """Where a request stands, for whoever knows its number; it tells nothing of the person."""

    http_method_names = ["get"]

    def get(self, request: HttpRequest, reference: str) -> HttpResponse:
        """Say it."""
        erasure = get_object_or_404(ErasureRequest, reference=reference)
        return render(request, "privacy/erased.html", {"erasure": erasure})
