"""What the coordinator does with the newsletter beyond editing it: send, test, bring in lists, end a subscription."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.admin import messages

from accounts.admin_pages import AdminPage
from accounts.models import User
from core.tables import TableError, read_table
from mailings.admin.views import progress_context
from mailings.permissions import can_steer
from mailings.services.suppress import allow_again
from newsletters import sending, services
from newsletters.admin_forms import SendForm, TestForm, UploadForm
from newsletters.approval import approval_of, why_not_send
from newsletters.checklist.checking import check_issue, stops, warns
from newsletters.history import may_lift, stopped_by
from newsletters.importing import ImportRefusedError, ImportReport, report_on
from newsletters.list_importing import report_on_readers
from newsletters.models import NewsletterPage, Subscriber, SubscriberImport
from newsletters.permissions import CHANGE, IMPORT, can_send
from newsletters.versions import find_mailing

SHOWN_ROWS = 500


class SubscribersPage(AdminPage):
    """A page about subscribers, for those with a permission."""

    permission = ""

    def may_open(self, user: User | AnonymousUser) -> bool:
        """Only those with the permission."""
        return user.is_active and user.has_perm(self.permission)


class SendIssueView(AdminPage):
    """Shows to how many an issue goes and in which languages; a test, the sending and its time are POSTs."""

    template_name = "newsletters/admin/send.html"
    header_icon = "mail"

    def may_open(self, user: User | AnonymousUser) -> bool:
        """Only who may send, and may see the page."""
        return can_send(user)

    @property
    def issue(self) -> NewsletterPage:
        """The issue that the address names."""
        return get_object_or_404(NewsletterPage, pk=self.kwargs["page_id"])

    def get_page_title(self) -> str:
        """What is done here."""
        return _("Send the newsletter")

    def get_page_subtitle(self) -> str:
        """Which issue."""
        return str(self.issue.title)

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """The issue as it would go out now."""
        issue = self.issue
        mailing = find_mailing(issue)
        is_sent = mailing is not None and mailing.state not in sending.NOT_SENT
        values: dict[str, Any] = {
            "issue": issue,
            "mailing": mailing,
            "is_sent": is_sent,
            "was_changed": mailing is not None and sending.was_changed(issue, mailing),
            "may_steer": can_steer(self.user),
            "versions": sending.render_versions(issue),
            "approval": approval_of(issue),
            "test_form": TestForm(initial={"addresses": self.user.email}),
            "send_form": SendForm(),
        }
        if mailing is not None and is_sent:
            values.update(progress_context(mailing))
        if not is_sent:
            values["audience"] = sending.issue_audience(issue)
            values["refusal"] = why_not_send(issue, self.user)
            values["checklist"] = checked = check_issue(issue, at=timezone.now())
            values["stops"] = stops(checked)
            values["send_form"] = SendForm(asks_anyway=warns(checked))
        return super().get_context_data(**{**values, **context})

    def get(self, request: HttpRequest, page_id: int) -> HttpResponse:
        """Ask before anything is sent."""
        return self.answer()

    def post(self, request: HttpRequest, page_id: int) -> HttpResponse:
        """Send a test or the issue, call it off, or drop it, by the button that was pressed."""
        for name, act in (("test", self._send_test), ("call_off", self._call_off), ("drop", self._drop)):
            if name in request.POST:
                return act(request)
        return self._send(request)

    def _call_off(self, request: HttpRequest) -> HttpResponse:
        if sending.call_off(self.issue, by=self.user, at=timezone.now()):
            messages.success(request, _("The newsletter is not sent at that time. Nobody has got it."))
        return redirect("newsletters_admin:send", self.issue.pk)

    def _drop(self, request: HttpRequest) -> HttpResponse:
        if sending.drop_missed(self.issue, by=self.user, at=timezone.now()):
            messages.success(request, _("The newsletter is dropped. It asks no more."))
        return redirect("newsletters_admin:send", self.issue.pk)

    def _send_test(self, request: HttpRequest) -> HttpResponse:
        form = TestForm(request.POST)
        if not form.is_valid():
            return self.answer(test_form=form, status=422)
        addresses = form.cleaned_data["addresses"]
        sending.send_test_issue(self.issue, to=addresses, at=timezone.now(), created_by=self.user)
        messages.success(request, _("A test is on its way to %(addresses)s.") % {"addresses": ", ".join(addresses)})
        return redirect("newsletters_admin:send", self.issue.pk)

    def _send(self, request: HttpRequest) -> HttpResponse:
        asks = find_mailing(self.issue) is None and warns(check_issue(self.issue, at=timezone.now()))
        form = SendForm(request.POST, asks_anyway=asks)
        if not form.is_valid():
            return self.answer(send_form=form, status=422)
        scheduled_at = form.cleaned_data["scheduled_at"]
        try:
            sending.send_issue(self.issue, at=timezone.now(), scheduled_at=scheduled_at, created_by=self.user)
        except sending.SendingError as error:
            messages.error(request, str(error))
            return self.answer(send_form=form, status=422)
        done = _("The newsletter is scheduled.") if scheduled_at else _("The newsletter is on its way.")
        messages.success(request, done)
        return redirect("newsletters_admin:send", self.issue.pk)


class ImportView(SubscribersPage):
    """Takes a list and leads to its report; nothing is brought in here."""

    template_name = "newsletters/admin/import.html"
    header_icon = "upload"
    permission = IMPORT

    def get_page_title(self) -> str:
        """What is done here."""
        return _("Bring in a list of subscribers")

    def get(self, request: HttpRequest) -> HttpResponse:
        """Ask for the file."""
        return self.answer(form=UploadForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        """Keep the file until it is confirmed, a day at most."""
        form = UploadForm(request.POST, request.FILES)
        if not form.is_valid():
            return self.answer(form=form, status=422)
        return redirect("newsletters_admin:import-confirm", keep_upload(form, by=self.user).pk)


def keep_upload(form: UploadForm, *, by: User, **target: Any) -> SubscriberImport:
    """Keep the file of a valid form until it is confirmed; `target` names the list that it is for."""
    upload = form.cleaned_data["file"]
    upload.seek(0)
    return SubscriberImport.objects.create(
        filename=upload.name[:200],
        content=upload.read(),
        consent_wording=form.cleaned_data["consent_wording"],
        created_by=by,
        created_at=timezone.now(),
        **target,
    )


class ConfirmImportView(SubscribersPage):
    """Shows what would become of each row; a POST brings the list in."""

    template_name = "newsletters/admin/import_confirm.html"
    header_icon = "upload"
    permission = IMPORT

    def get_page_title(self) -> str:
        """What is done here."""
        return _("Check the list")

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Report by row."""
        upload = get_object_or_404(SubscriberImport.objects.select_related("reader_list"), pk=pk)
        try:
            table = read_table(bytes(upload.content), upload.filename)
            report = report_on_readers(table, upload) if upload.is_for_list else report_on(table)
        except TableError as error:
            messages.error(request, str(error) if upload.content else _("This list is in already, or a day old."))
            return redirect(_upload_again(upload))
        return self._report(upload, report)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Bring in everything, or nothing. Pressing twice brings in once."""
        upload = get_object_or_404(SubscriberImport, pk=pk)
        try:
            report = services.bring_in(upload, at=timezone.now())
        except ImportRefusedError as error:
            return self._report(upload, error.report, status=422)
        except TableError as error:
            messages.error(request, str(error))
            return redirect(_upload_again(upload))
        if upload.is_for_list:
            upload.refresh_from_db()
            messages.success(request, _("The list is brought in."))
            return redirect("newsletters_admin:list", upload.reader_list_id)
        number = len(report.added) if report else upload.added_count
        messages.success(
            request,
            ngettext("%(number)d subscriber is added.", "%(number)d subscribers are added.", number)
            % {"number": number},
        )
        return redirect("subscribers:index")

    def _report(self, upload: SubscriberImport, report: ImportReport, *, status: int = 200) -> HttpResponse:
        bad_first = sorted(report.rows, key=lambda row: (row.error is None, row.line))
        rows = bad_first[:SHOWN_ROWS]
        return self.answer(
            upload=upload,
            report=report,
            rows=rows,
            hidden=len(report.rows) - len(rows),
            back_url=_upload_again(upload),
            status=status,
        )


def _upload_again(upload: SubscriberImport) -> str:
    """Where a file of this kind is uploaded."""
    if upload.reader_list_id is not None:
        return reverse("newsletters_admin:list-upload", args=[upload.reader_list_id])
    return reverse("newsletters_admin:list-new" if upload.list_name else "newsletters_admin:import")


class UnsubscribeView(SubscribersPage):
    """Ends a subscription for somebody who asked for it in another way."""

    template_name = "newsletters/admin/unsubscribe.html"
    header_icon = "cross"
    permission = CHANGE

    def get_page_title(self) -> str:
        """What is done here."""
        return _("End the subscription")

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask first."""
        return self.answer(subscriber=get_object_or_404(Subscriber, pk=pk))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """End it at once."""
        subscriber = get_object_or_404(Subscriber, pk=pk)
        services.leave(subscriber, at=timezone.now(), reason=_("Ended by the coordinator"))
        messages.success(request, _("%(address)s gets no more newsletters.") % {"address": subscriber.address})
        return redirect(reverse("subscribers:edit", args=[subscriber.pk]))


class AllowView(SubscribersPage):
    """Lets mail go again to an address that mail came back from; what its owner has said stays."""

    template_name = "newsletters/admin/allow.html"
    header_icon = "mail"
    permission = CHANGE

    def get_page_title(self) -> str:
        """What is done here."""
        return _("Try the address again")

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask first."""
        subscriber = get_object_or_404(Subscriber, pk=pk)
        return self.answer(subscriber=subscriber, may_lift=may_lift(stopped_by(subscriber)))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Lift what may be lifted."""
        subscriber = get_object_or_404(Subscriber, pk=pk)
        if allow_again(subscriber.address):
            messages.success(request, _("Mail goes to %(address)s again.") % {"address": subscriber.address})
        else:
            messages.warning(request, _("Nothing that came back keeps mail from this address."))
        return redirect(reverse("subscribers:edit", args=[subscriber.pk]))
