"""Lists made by hand: brought in from a file, looked through, taken away as a file, and deleted."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from wagtail.admin import messages

from newsletters.admin_views import SubscribersPage, keep_upload
from newsletters.exporting import table_response
from newsletters.list_forms import ListForm, ListUploadForm, NewListForm
from newsletters.models import IssueAudience, ListedReader, ReaderList
from newsletters.permissions import IMPORT

ROWS_PER_PAGE = 50


class ListsPage(SubscribersPage):
    """What the pages of lists share."""

    header_icon = "list-ul"
    permission = IMPORT

    @cached_property
    def reader_list(self) -> ReaderList:
        """The list that the address names."""
        return get_object_or_404(ReaderList, pk=self.kwargs["pk"])

    def trail(self) -> list[dict[str, Any]]:
        """All lists stand above one."""
        return [{"url": reverse("newsletters_admin:lists"), "label": _("Lists")}]


class ListsView(ListsPage):
    """All lists."""

    template_name = "newsletters/admin/lists.html"

    def get_page_title(self) -> str:
        """What they are."""
        return _("Lists of readers")

    def trail(self) -> list[dict[str, Any]]:
        """Nothing stands above."""
        return []

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show them with their numbers."""
        lists = ReaderList.objects.select_related("stated_by").annotate(number=Count("readers"))
        return self.answer(lists=lists)


class NewListView(ListsPage):
    """Takes the file of a new list and leads to its report; nothing is brought in here."""

    template_name = "newsletters/admin/list_upload.html"

    def get_page_title(self) -> str:
        """What is done here."""
        return _("A new list")

    def get(self, request: HttpRequest) -> HttpResponse:
        """Ask for name and file."""
        return self.answer(form=NewListForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        """Keep the file until it is confirmed, a day at most."""
        form = NewListForm(request.POST, request.FILES)
        if not form.is_valid():
            return self.answer(form=form, status=422)
        upload = keep_upload(form, by=self.user, list_name=form.cleaned_data["name"], group=form.cleaned_data["group"])
        return redirect("newsletters_admin:import-confirm", upload.pk)


class ListUploadView(ListsPage):
    """Takes another file for a list, to be added or in its place."""

    template_name = "newsletters/admin/list_upload.html"

    def get_page_title(self) -> str:
        """What is done here."""
        return _("Bring in another file")

    def get_page_subtitle(self) -> str:
        """Which list."""
        return self.reader_list.name

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask for the file."""
        return self.answer(form=ListUploadForm(), reader_list=self.reader_list)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Keep the file until it is confirmed, a day at most."""
        reader_list = self.reader_list
        form = ListUploadForm(request.POST, request.FILES)
        if not form.is_valid():
            return self.answer(form=form, reader_list=reader_list, status=422)
        replaces = form.cleaned_data["mode"] == ListUploadForm.REPLACE
        upload = keep_upload(form, by=self.user, reader_list=reader_list, group=reader_list.group, replaces=replaces)
        return redirect("newsletters_admin:import-confirm", upload.pk)


class ListView(ListsPage):
    """One list: who is on it and how they agreed; a POST takes somebody off, or changes its name and group."""

    template_name = "newsletters/admin/list.html"

    def get_page_title(self) -> str:
        """Its name."""
        return self.reader_list.name

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show the list, or give it as a file."""
        reader_list = self.reader_list
        if "export" in request.GET:
            return export_list(reader_list, request.GET["export"])
        return self._page(request, reader_list, ListForm(instance=reader_list))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Take somebody off the list, or change what it is called, by the button that was pressed."""
        reader_list = self.reader_list
        removed = request.POST.get("remove", "")
        if removed.isdecimal():
            reader_list.readers.filter(pk=int(removed[:18])).delete()
            messages.success(request, _("The person is no longer on the list."))
            return redirect("newsletters_admin:list", pk)
        form = ListForm(request.POST, instance=get_object_or_404(ReaderList, pk=pk))
        if not form.is_valid():
            return self._page(request, reader_list, form, status=422)
        form.save()
        messages.success(request, _("The list is saved."))
        return redirect("newsletters_admin:list", pk)

    def _page(
        self, request: HttpRequest, reader_list: ReaderList, form: ListForm, *, status: int = 200
    ) -> HttpResponse:
        wanted = request.GET.get("q", "").strip().lower()
        readers = reader_list.readers.select_related("came_with").order_by("address")
        if wanted:
            readers = readers.filter(address__contains=wanted)
        return self.answer(
            reader_list=reader_list,
            form=form,
            wanted=wanted,
            readers=Paginator(readers, ROWS_PER_PAGE).get_page(request.GET.get("p")),
            uploads=reader_list.uploads.filter(imported_at__isnull=False).select_related("created_by"),
            status=status,
        )


class DeleteListView(ListsPage):
    """Deletes a list with everybody on it, after asking."""

    template_name = "newsletters/admin/list_delete.html"

    def get_page_title(self) -> str:
        """What is done here."""
        return _("Delete the list")

    def get_page_subtitle(self) -> str:
        """Which list."""
        return self.reader_list.name

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask, with how many stand on it and how many issues go to it."""
        reader_list = self.reader_list
        issues = IssueAudience.objects.filter(lists=reader_list).count()
        return self.answer(reader_list=reader_list, number=reader_list.readers.count(), issues=issues)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Delete it."""
        self.reader_list.delete()
        messages.success(request, _("The list is deleted."))
        return redirect("newsletters_admin:lists")


def export_list(reader_list: ReaderList, file_format: str) -> HttpResponse:
    """A list with the proof of each consent, as CSV or XLSX in which nothing is taken for a formula."""
    header = [_("E-mail address"), _("Name"), _("Language"), _("Statement of consent"), _("File"), _("Brought in")]
    return table_response(header, _rows(reader_list), name=f"list-{reader_list.pk}", file_format=file_format)


def _rows(reader_list: ReaderList) -> Iterator[list[str]]:
    readers = ListedReader.objects.filter(reader_list=reader_list).select_related("came_with").order_by("address")
    for reader in readers.iterator():
        upload = reader.came_with
        when = upload.imported_at if upload and upload.imported_at else reader_list.stated_at
        yield [
            reader.address,
            reader.name,
            reader.language,
            upload.consent_wording if upload else reader_list.consent_wording,
            upload.filename if upload else reader_list.source,
            timezone.localtime(when).strftime("%Y-%m-%d %H:%M"),
        ]
