"""Bringing in a list of members, in the admin: upload, report, confirmation. For coordinators."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages

from accounts.admin_pages import AdminPage
from accounts.models import User
from core.tables import TableError
from members.import_columns import column_words
from members.importing import ImportChangedError, Outcome
from members.models import MemberImport
from members.uploading import bring_in_upload, report_upload

LARGEST_LIST = 2 * 1024 * 1024
NEEDED = ("members.add_member", "members.change_member", "members.add_contact", "members.change_contact")


def may_import(user: Any) -> bool:
    """Whether this person may bring in members: coordinators."""
    return user.is_authenticated and user.has_perms(NEEDED)


class MemberListForm(forms.Form):
    """Asks for the file."""

    file = forms.FileField(
        label=gettext_lazy("List of members"),
        help_text=gettext_lazy("CSV or XLSX, at most 2 MB and 400 rows. The first line names the columns."),
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx,.txt"}),
    )

    def clean_file(self) -> Any:
        """Refuse what is larger than any list of members."""
        upload = self.cleaned_data["file"]
        if upload.size > LARGEST_LIST:
            raise forms.ValidationError(_("The file is larger than 2 MB. A list of members is never that large."))
        return upload


class MemberImportPage(AdminPage):
    """A page for those who may bring in members."""

    header_icon = "upload"
    page_title = gettext_lazy("Bring in a list of members")

    def may_open(self, user: User | AnonymousUser) -> bool:
        """Only those who may bring in members."""
        return may_import(user)

    def trail(self) -> list[dict[str, Any]]:
        """It stands under the list of members."""
        return [{"url": reverse("member:index"), "label": _("Members")}]


class UploadMembersView(MemberImportPage):
    """Takes a list and says what it would do; nothing is brought in here."""

    template_name = "members/admin/import.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Ask for the file."""
        return self.answer(form=MemberListForm(), columns=column_words())

    def post(self, request: HttpRequest) -> HttpResponse:
        """Lead on to the report, or show what is to be mended first."""
        form = MemberListForm(request.POST, request.FILES)
        if form.is_valid():
            upload = form.cleaned_data["file"]
            try:
                report, kept = report_upload(upload.read(), filename=upload.name, by=self.user, at=timezone.now())
            except TableError as error:
                form.add_error("file", str(error))
            except ImportChangedError:
                form.add_error("file", _("Somebody else is bringing in members right now. Try again in a minute."))
            else:
                if kept is not None:
                    return redirect("member_import:report")
                context = {"form": MemberListForm(), "columns": column_words(), "report": report}
                return self.answer(**context, filename=upload.name, status=422 if report.errors else 200)
        return self.answer(form=form, columns=column_words(), status=422)


class MemberImportReportView(MemberImportPage):
    """Shows what the list will do, row by row; a POST does it, or throws the list away."""

    template_name = "members/admin/import_report.html"
    page_title = gettext_lazy("What the list changes")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the report as it was made."""
        upload = self._upload()
        if upload is None:
            return self._gone()
        counts = {outcome.value: sum(row["outcome"] == outcome.value for row in upload.rows) for outcome in Outcome}
        return self.answer(upload=upload, counts=counts)

    def post(self, request: HttpRequest) -> HttpResponse:
        """Bring in what the report shows, all of it or nothing."""
        upload = self._upload()
        # The page that was pressed on may show an earlier list than the one that waits now.
        if upload is None or request.POST.get("fingerprint") != upload.fingerprint:
            return self._gone()
        if request.POST.get("action") == "discard":
            upload.delete()
            messages.success(request, _("The list is thrown away. Nothing was brought in."))
            return redirect("member_import:upload")
        try:
            report = bring_in_upload(upload, by=self.user)
        except MemberImport.DoesNotExist:
            return self._gone()
        except ImportChangedError:
            upload.delete()
            messages.error(
                request,
                _("Something has changed since the report was made, so nothing was brought in. Upload the list again."),
            )
            return redirect("member_import:upload")
        messages.success(
            request,
            _("The list is brought in: %(created)d new, %(updated)d changed, %(unchanged)d unchanged.")
            % {outcome.value: report.count(outcome) for outcome in Outcome},
        )
        return redirect("member:index")

    def _upload(self) -> MemberImport | None:
        return MemberImport.objects.waiting(timezone.now()).filter(created_by=self.user).first()

    def _gone(self) -> HttpResponse:
        messages.warning(
            self.request,
            _("No list waits to be confirmed: it is brought in, thrown away or a day old. Upload it again."),
        )
        return redirect("member_import:upload")
