"""The tables of Wagtail, its add-ons and core, and the privacy app's own; each app below declares its own."""

from __future__ import annotations

import datetime

from django.db import connection
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.models import EditingSession, FormState
from wagtail.contrib.search_promotions.models import QueryDailyHits

from core.personal_data import (
    Ground,
    Holding,
    Mentions,
    NotPersonal,
    Outcome,
    Place,
    Purpose,
    Rule,
    Traces,
    by_account,
    delete_with_files,
    empty,
    register,
)
from privacy import places, unused
from privacy.models import ErasureRequest, RetentionDay

DAY = datetime.timedelta(days=1)
KEEP_DRAFTS = 7 * DAY
KEEP_SEARCHES = 7 * DAY
KEEP_LOG = 730 * DAY
DONE = ErasureRequest.objects.exclude(finished_at=None)


def abandoned_forms(now: datetime.datetime) -> QuerySet[FormState]:
    """Half-written forms that nobody came back to."""
    return FormState.objects.filter(last_updated_at__lt=now - KEEP_DRAFTS)


def old_searches(now: datetime.datetime) -> QuerySet[QueryDailyHits]:
    """What was searched for, a week ago."""
    return QueryDailyHits.objects.filter(date__lt=(now - KEEP_SEARCHES).date())


register(
    # Pages and their history.
    Mentions("wagtailcore.Page", "editorial", "title draft_title seo_title search_description"),
    NotPersonal(
        "wagtailcore.Page",
        "The name in a page's address; `places` changes one that is a person's name.",
        "slug url_path path",
    ),
    Place(
        "addresses-of-pages",
        "editorial",
        _("Addresses of pages that are a person's name"),
        look=places.pages_named_after,
        clear=places.rename_pages,
        order=75,
    ),
    Traces("wagtailcore.Page", "editorial", "owner locked_by", tell="title"),
    Mentions("wagtailcore.Revision", "editorial", "object_str content"),
    Traces("wagtailcore.Revision", "editorial", "user", tell="created_at"),
    NotPersonal("wagtailcore.Revision", "The number of what was changed.", "object_id"),
    Mentions("wagtailcore.PageLogEntry", "editorial", "label data"),
    Traces("wagtailcore.PageLogEntry", "editorial", "user", tell="action timestamp"),
    NotPersonal("wagtailcore.PageLogEntry", "What was done.", "action"),
    Mentions("wagtailcore.ModelLogEntry", "editorial", "label data"),
    Traces("wagtailcore.ModelLogEntry", "editorial", "user", tell="action timestamp"),
    NotPersonal("wagtailcore.ModelLogEntry", "What was done, to which number.", "action object_id"),
    Holding(
        "wagtailcore.Comment",
        purpose="editorial",
        columns="text user",
        find=by_account("user"),
        erase=empty(text="[borttagen]"),
        outcome=Outcome.EMPTIED,
    ),
    Holding(
        "wagtailcore.CommentReply",
        purpose="editorial",
        columns="text user",
        find=by_account("user"),
        erase=empty(text="[borttagen]"),
        outcome=Outcome.EMPTIED,
    ),
    Mentions("wagtailcore.Comment", "editorial", "text"),
    Mentions("wagtailcore.CommentReply", "editorial", "text"),
    Traces("wagtailcore.Comment", "editorial", "resolved_by", tell="resolved_at"),
    NotPersonal("wagtailcore.Comment", "Where on the page it stands.", "contentpath position"),
    Holding("wagtailcore.PageSubscription", "editorial", "user", find=by_account("user")),
    Traces("wagtailcore.WorkflowState", "editorial", "requested_by", tell="created_at"),
    NotPersonal("wagtailcore.WorkflowState", "A number.", "object_id"),
    Traces("wagtailcore.TaskState", "editorial", "finished_by", tell="finished_at"),
    Mentions("wagtailcore.TaskState", "editorial", "comment"),
    Holding(
        "wagtailcore.UploadedFile",
        purpose="editorial",
        columns="uploaded_by_user",
        files="file",
        find=by_account("uploaded_by_user"),
        erase=delete_with_files,
    ),
    Holding("wagtailadmin.EditingSession", "editorial", "user", find=by_account("user")),
    NotPersonal("wagtailadmin.EditingSession", "A number.", "object_id"),
    Holding("wagtailadmin.FormState", "editorial", "data user", find=by_account("user")),
    Mentions("wagtailadmin.FormState", "editorial", "data"),
    NotPersonal("wagtailadmin.FormState", "Numbers.", "object_id parent_object_id"),
    # Pictures and documents.
    Mentions("wagtailimages.Image", "editorial", "title description"),
    Traces("wagtailimages.Image", "editorial", "uploaded_by_user", tell="created_at"),
    Mentions("wagtaildocs.Document", "editorial", "title"),
    Traces("wagtaildocs.Document", "editorial", "uploaded_by_user", tell="created_at"),
    NotPersonal("wagtailimages.Image", "The file's name is looked at as a place of its own.", "file file_hash"),
    NotPersonal("wagtailimages.Rendition", "Made from the picture, and made anew.", "filter_spec file focal_point_key"),
    NotPersonal("wagtaildocs.Document", "The file's name is looked at as a place of its own.", "file file_hash"),
    Place(
        "names-of-files",
        "editorial",
        _("Names of pictures and documents"),
        look=places.files_named_after,
        clear=places.rename_files,
    ),
    # Search.
    NotPersonal("wagtailsearch.IndexEntry", "Made from the rows; made anew for each row that changes."),
    *(
        [NotPersonal("wagtailsearch.SQLiteFTSIndexEntry", "The same, as SQLite keeps it.")]
        if connection.vendor == "sqlite"
        else []
    ),
    Place("search", "editorial", _("Search index"), look=places.index_entries, clear=places.reindex, order=90),
    Mentions("wagtailsearchpromotions.Query", "editorial", "query_string"),
    Mentions(
        "wagtailsearchpromotions.SearchPromotion", "editorial", "description external_link_url external_link_text"
    ),
    Place("cache", "editorial", _("Cache"), look=places.cached, clear=places.clear_cached, order=95),
    # Translations.
    Mentions("wagtail_localize.TranslationSource", "editorial", "object_repr content_json"),
    Mentions("wagtail_localize.String", "editorial", "data"),
    Mentions("wagtail_localize.StringTranslation", "editorial", "data field_error"),
    Traces("wagtail_localize.StringTranslation", "editorial", "last_translated_by", tell="updated_at"),
    NotPersonal("wagtail_localize.StringTranslation", "A tool's name.", "tool_name translation_type"),
    Mentions("wagtail_localize.SegmentOverride", "editorial", "data_json field_error"),
    Traces("wagtail_localize.SegmentOverride", "editorial", "last_translated_by", tell="updated_at"),
    Mentions("wagtail_localize.OverridableSegment", "editorial", "data_json"),
    Mentions("wagtail_localize.Template", "editorial", "template"),
    Mentions("wagtail_localize.StringSegment", "editorial", "attrs"),
    NotPersonal("wagtail_localize.TranslationSource", "A version of the code.", "schema_version"),
    NotPersonal("wagtail_localize.Template", "A format.", "template_format"),
    NotPersonal("wagtail_localize.TranslationContext", "Places in a page.", "path field_path"),
    # What holds nothing of anybody.
    Mentions("wagtailredirects.Redirect", "editorial", "redirect_link"),
    NotPersonal(
        "wagtailredirects.Redirect",
        "Addresses of pages; deleted with a page's address that names somebody.",
        "old_path redirect_page_route_path",
    ),
    Mentions("wagtailembeds.Embed", "editorial", "url html title author_name thumbnail_url"),
    NotPersonal("wagtailembeds.Embed", "A digest; a video service's name and kind.", "hash type provider_name"),
    NotPersonal("wagtailcore.Collection", "Names of members and shelves.", "path name"),
    NotPersonal("wagtailcore.CollectionViewRestriction", "A password that many share.", "password"),
    NotPersonal("wagtailcore.PageViewRestriction", "A password that many share.", "password"),
    NotPersonal("wagtailcore.Locale", "Languages."),
    NotPersonal("wagtailcore.Site", "The portal's own address and name."),
    NotPersonal("wagtailcore.Workflow", "Names of workflows."),
    NotPersonal("wagtailcore.Task", "Names of tasks in workflows."),
    NotPersonal("wagtailcore.ReferenceIndex", "Which row points at which: numbers and names of columns."),
    NotPersonal("taggit.Tag", "Words for pictures and documents; no names are wanted there.", "slug"),
    Mentions("taggit.Tag", "editorial", "name"),
    NotPersonal("contenttypes.ContentType", "Django's own list."),
    *(
        NotPersonal(f"core.{name}", "An editable list of words.")
        for name in ("TargetArea", "SixP", "SustainableDevelopmentGoal", "TargetGroup", "Setting", "LifeStage")
    ),
    # The privacy app's own.
    Purpose(
        key="privacy",
        order=100,
        title=_("Requests about personal data"),
        why=_("Whoever asks gets an answer, and the network can show that it gave one."),
        ground=Ground.LEGAL_OBLIGATION,
        whose=_("Whoever asks for erasure"),
        what=_("A reference number, how it was checked who asks, and when. The name only until all is done"),
        retention=_("Two years after the request, without the person."),
    ),
    NotPersonal(
        "privacy.ErasureRequest",
        "Random; who asked stands there until it is done, then it is emptied.",
        "reference person done",
    ),
    NotPersonal("privacy.RetentionDay", "The key of a rule.", "rule outcome"),
    Rule(
        "unused-accounts",
        "accounts",
        _("Accounts without a role, a year after the last use"),
        Outcome.EMPTIED,
        apply=unused.erase_unused_accounts,
        forbidden=lambda now: unused.unused_accounts(now).count(),
    ),
    Rule(
        "half-written-forms",
        "editorial",
        _("Half-written forms, after a week"),
        Outcome.DELETED,
        apply=lambda now: abandoned_forms(now).delete()[0],
        forbidden=lambda now: abandoned_forms(now).count(),
    ),
    Rule(
        "editing-sessions",
        "editorial",
        _("Who had a page open, after a day"),
        Outcome.DELETED,
        apply=lambda now: EditingSession.objects.filter(last_seen_at__lt=now - DAY).delete()[0],
        forbidden=lambda now: EditingSession.objects.filter(last_seen_at__lt=now - DAY).count(),
    ),
    Rule(
        "searches",
        "editorial",
        _("What was searched for, after a week"),
        Outcome.DELETED,
        apply=places.forget_searches,
        forbidden=lambda now: old_searches(now).count(),
    ),
    Rule(
        "requests",
        "privacy",
        _("Requests for erasure and reports like this, after two years"),
        Outcome.DELETED,
        apply=lambda now: (
            DONE.filter(finished_at__lt=now - KEEP_LOG).delete()[0]
            + RetentionDay.objects.filter(day__lt=(now - KEEP_LOG).date()).delete()[0]
        ),
        forbidden=lambda now: DONE.filter(finished_at__lt=now - KEEP_LOG).count(),
    ),
)
