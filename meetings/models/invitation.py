"""One person's invitation to one meeting."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from django.db import models
from django.db.models import OuterRef, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.tokens import hash_token, issue_token, new_nonce
from members.models import Contact

ANSWER = "meeting-answer"


class InvitationQuerySet(models.QuerySet["Invitation"]):
    """Selections of invitations."""

    def current(self) -> InvitationQuerySet:
        """Those that were not taken back."""
        return self.filter(removed_at__isnull=True)

    def of_user(self, user: User) -> InvitationQuerySet:
        """The person's, by account or by address."""
        return self.filter(Q(contact__user=user) | Q(address=user.email.lower()))

    def elsewhere_in_series(self) -> InvitationQuerySet:
        """For a subquery about an invitation: the person's current ones to times of the same series."""
        return self.current().filter(
            meeting__series=OuterRef("meeting__series"), meeting__state="announced", address=OuterRef("address")
        )

    def unanswered(self) -> InvitationQuerySet:
        """Those that nobody has answered."""
        return self.filter(answer=Invitation.Answer.NONE)

    def coming(self) -> InvitationQuerySet:
        """Those who said yes."""
        return self.filter(answer=Invitation.Answer.YES)

    def with_token(self, token: str) -> InvitationQuerySet:
        """The one that the token in a mail stands for, or none."""
        return self.filter(token_hash=hash_token(token))


class Invitation(models.Model):
    """An address that a meeting was announced to, and what its owner answered."""

    link_purposes = {"token_hash": ("nonce", ANSWER)}

    class Answer(models.TextChoices):
        NONE = "none", _("No answer")
        YES = "yes", _("Comes")
        NO = "no", _("Does not come")
        TENTATIVE = "tentative", _("Perhaps")

    class Way(models.TextChoices):
        ON_SITE = "on_site", _("On site")
        ONLINE = "online", _("Online")

    meeting = models.ForeignKey("meetings.Meeting", on_delete=models.CASCADE, related_name="invitations")
    contact = models.ForeignKey(
        "members.Contact", null=True, blank=True, on_delete=models.SET_NULL, related_name="invitations"
    )
    member = models.ForeignKey(
        "members.Member", verbose_name=_("member"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    # What the contact was when invited: it is counted when the contact is gone (meetings.attendance).
    contact_kind = models.CharField(
        _("kind of contact"), max_length=20, blank=True, choices=Contact.Kind.choices, editable=False
    )
    address = models.EmailField(_("e-mail address"), max_length=254)
    name = models.CharField(_("name"), max_length=120, blank=True)
    language = models.CharField(_("language of mails"), max_length=5, default="sv")
    answer = models.CharField(_("answer"), max_length=10, choices=Answer.choices, default=Answer.NONE)
    way = models.CharField(_("takes part"), max_length=8, choices=Way.choices, blank=True)
    comment = models.CharField(_("comment"), max_length=500, blank=True)
    diet = models.CharField(_("dietary needs"), max_length=300, blank=True)
    access_needs = models.CharField(_("access needs"), max_length=300, blank=True)
    organization = models.CharField(_("organization"), max_length=120, blank=True)
    registered_at = models.DateTimeField(_("registered"), null=True, blank=True, editable=False)
    stands_in_for = models.ForeignKey(
        "self",
        verbose_name=_("comes instead of"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="substitutes",
    )
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    invited_at = models.DateTimeField(_("invited"))
    removed_at = models.DateTimeField(_("taken back"), null=True, blank=True)
    nonce = models.CharField(max_length=32, default=new_nonce, editable=False)
    token_hash = models.CharField(max_length=64, blank=True, db_index=True, editable=False)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ["member__name", "name", "pk"]
        constraints = [models.UniqueConstraint(fields=["meeting", "address"], name="one_invitation_per_address")]

    def __str__(self) -> str:
        return f"{self.name or self.address} – {self.meeting}"

    @property
    def token(self) -> str:
        """What opens the answer page; derived, never stored."""
        return issue_token(ANSWER, self.pk, self.nonce)

    @property
    def thread(self) -> str:
        """Mails of one thread leave in the order they were written: a CANCEL never overtakes its REQUEST."""
        return f"{self.meeting.calendar_uid}:{self.address}"

    @property
    def comes_on_site(self) -> bool:
        """Whether the person said yes, and not that it would be online."""
        return self.answer == self.Answer.YES and self.way != self.Way.ONLINE

    def is_open(self, now: datetime.datetime) -> bool:
        """Whether the answer may still be given or changed."""
        return self.removed_at is None and self.meeting.is_announced and now <= self.meeting.answers_close_at

    def can_give_back(self, now: datetime.datetime) -> bool:
        """Whether answers are closed, but the person may still say no: until the meeting begins a seat is of use."""
        comes = self.answer in (self.Answer.YES, self.Answer.TENTATIVE)
        stands = self.removed_at is None and self.meeting.is_announced
        return comes and stands and self.meeting.answers_close_at < now < self.meeting.starts_at


def rows_that_replies_name(invitations: Sequence[Invitation]) -> dict[int, int]:
    """By invitation the one that the address for calendars' replies names: for a series a person's first in it.

    ORGANIZER must be the same in all messages about one entry of a calendar (RFC 5546, 2.1.5), so it is one for all
    times of a series. The invitations have their meetings with them.
    """
    series = {row.meeting.series_id for row in invitations if row.meeting.series_id}
    first: dict[tuple[int | None, str], int] = {}
    if series:
        addresses = {row.address for row in invitations}
        rows = Invitation.objects.filter(meeting__series__in=series, address__in=addresses).order_by("-pk")
        for series_id, address, pk in rows.values_list("meeting__series", "address", "pk"):
            first[series_id, address] = pk
    return {row.pk: first.get((row.meeting.series_id, row.address), row.pk) for row in invitations}


def other_times_of(invitations: Sequence[Invitation]) -> dict[int, Invitation]:
    """By invitation to a time of a series that was taken back, the person's next one that stands; the link in a mail
    about the series leads there. The invitations have their meetings with them."""
    removed = [row for row in invitations if row.removed_at is not None and row.meeting.series_id]
    if not removed:
        return {}
    rows = Invitation.objects.current().filter(
        meeting__series__in={row.meeting.series_id for row in removed},
        meeting__state="announced",
        address__in={row.address for row in removed},
    )
    found = {
        (row.meeting.series_id, row.address): row
        for row in rows.select_related("meeting").order_by("-meeting__recurs_at")
    }
    keys = {row.pk: (row.meeting.series_id, row.address) for row in removed}
    return {pk: found[key] for pk, key in keys.items() if key in found}
