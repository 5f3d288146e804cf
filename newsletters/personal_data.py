"""What is known of subscribers."""

from __future__ import annotations

import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from core.personal_data import (
    Clue,
    Ground,
    Holding,
    Mentions,
    NotPersonal,
    Outcome,
    Person,
    Place,
    Purpose,
    Rule,
    Traces,
    by_address,
    register,
)
from core.tables import TableError, read_table
from newsletters import services
from newsletters.models import Subscriber, SubscriberImport

KEEP_LEFT = datetime.timedelta(days=365)


def left_long_ago(now: datetime.datetime) -> QuerySet[Subscriber]:
    """Those who left a year ago; their wish to get nothing stays with the mail (suppression)."""
    return Subscriber.objects.unsubscribed().filter(unsubscribed_at__lt=now - KEEP_LEFT)


def stale_uploads(now: datetime.datetime) -> QuerySet[SubscriberImport]:
    """Uploads of more than a day ago that still hold their file."""
    return SubscriberImport.objects.filter(created_at__lt=now - services.UPLOAD_LIFETIME).exclude(content=b"")


def uploads_naming(person: Person) -> list[SubscriberImport]:
    """Uploads that wait to be brought in and name the person; one that cannot be read counts as naming everybody."""
    found = []
    for upload in SubscriberImport.objects.exclude(content=b""):
        try:
            texts = {text.lower() for row in read_table(bytes(upload.content), upload.filename).rows
                     for text in row.values.values()}  # fmt: skip
        except TableError:
            texts = set(person.addresses)
        if texts & person.addresses:
            found.append(upload)
    return found


def clear_uploads(person: Person) -> int:
    """Empty them: the coordinator uploads the list again, without the person."""
    uploads = uploads_naming(person)
    return SubscriberImport.objects.filter(pk__in=[upload.pk for upload in uploads]).update(content=b"")


def _tidy(now: datetime.datetime) -> int:
    uploads = stale_uploads(now).count()
    return services.delete_stale_personal_data(now=now) + uploads


register(
    Purpose(
        key="newsletter",
        order=40,
        title=_("Newsletter"),
        why=_("To send the newsletter to those who asked for it, and to show that they did."),
        ground=Ground.CONSENT,
        whose=_("Subscribers"),
        what=_("E-mail address, name if given, language, chosen topics; what was agreed to, where and when"),
        retention=_(
            "Until the person leaves, and twelve months after as the proof of consent. Addresses that were not "
            "confirmed: seven days. Uploaded lists: one day."
        ),
    ),
    Clue("newsletters.Subscriber", address="address", names="name"),
    Holding(
        "newsletters.Subscriber",
        purpose="newsletter",
        columns="address name language topics consent_wording consent_version consent_source unsubscribe_reason",
        secrets="nonce manage_hash unsubscribe_hash confirm_nonce confirm_hash",
        find=by_address("address"),
    ),
    Traces("newsletters.SubscriberImport", "newsletter", "created_by", tell="created_at added_count"),
    Mentions("newsletters.SubscriberImport", "newsletter", "filename list_name consent_wording"),
    NotPersonal("newsletters.SubscriberImport", "A group's name in the code.", "group"),
    Clue("newsletters.ListedReader", address="address", names="name"),
    Holding(
        "newsletters.ListedReader",
        purpose="newsletter",
        columns="address name language",
        find=by_address("address"),
    ),
    Traces("newsletters.ReaderList", "newsletter", "stated_by", tell="stated_at"),
    Mentions("newsletters.ReaderList", "newsletter", "name consent_wording source"),
    NotPersonal("newsletters.ReaderList", "A group's name in the code.", "group"),
    Traces("newsletters.Renewal", "newsletter", "asked_by", tell="asked_at asked_count"),
    Mentions("newsletters.Renewal", "newsletter", "source"),
    Mentions("newsletters.LinkCheck", "newsletter", "url"),
    NotPersonal("newsletters.LinkCheck", "A checksum.", "digest"),
    Mentions("newsletters.Topic", "newsletter", "name_sv name_en"),
    NotPersonal("newsletters.IssueAudience", "A language's code.", "language"),
    Traces("newsletters.IssueApproval", "editorial", "approved_by", tell="approved_at"),
    NotPersonal("newsletters.IssueApproval", "A checksum.", "wording"),
    NotPersonal("newsletters.DigestRule", "What the network calls its own newsletter.", "title title_en"),
    NotPersonal("newsletters.SubscriberImport", "Looked at as a place of its own.", "content"),
    Place(
        "newsletter-uploads",
        "newsletter",
        _("Uploaded lists of subscribers"),
        look=lambda person: [f"{upload.created_at:%Y-%m-%d %H:%M}" for upload in uploads_naming(person)],
        clear=clear_uploads,
    ),
    Mentions("newsletters.NewsletterIndexPage", "editorial", "introduction"),
    Mentions("newsletters.NewsletterPage", "editorial", "subject preheader sender_name body public_text"),
    NotPersonal("newsletters.NewsletterPage", "Colors.", "accent_color button_color band_color"),
    Rule(
        "unconfirmed-subscribers",
        "newsletter",
        _("Addresses not confirmed in seven days, and uploaded lists after a day"),
        Outcome.DELETED,
        apply=_tidy,
        forbidden=lambda now: Subscriber.objects.never_confirmed(now=now).count() + stale_uploads(now).count(),
    ),
    Rule(
        "left-subscribers",
        "newsletter",
        _("Subscribers who left a year ago"),
        Outcome.DELETED,
        apply=lambda now: left_long_ago(now).delete()[0],
        forbidden=lambda now: left_long_ago(now).count(),
    ),
)
