"""Minutes of a meeting: written item by item, adjusted by named people, then locked."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.tokens import hash_token, issue_token, new_nonce
from meetings.models.papers import AgendaItem
from meetings.models.record import LOCKED, Record, RecordQuerySet
from members.models import Contact

ADJUST = "minutes-adjust"


class Minutes(Record):
    """The minutes of one meeting. `text` is their canonical text, and `checksum` its SHA-256, once it is fixed."""

    class State(models.TextChoices):
        WRITING = "writing", _("Being written")
        ADJUSTING = "adjusting", _("Being adjusted")
        LOCKED = LOCKED, _("Adjusted and locked")

    lock_path = "state"

    meeting = models.OneToOneField("meetings.Meeting", on_delete=models.PROTECT, related_name="minutes")
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.WRITING, editable=False)
    chair = models.CharField(_("chair"), max_length=120, blank=True)
    secretary = models.CharField(_("secretary"), max_length=120, blank=True)
    is_public = models.BooleanField(
        _("public"), default=False, help_text=_("Everybody may read the adjusted minutes; else those invited.")
    )
    started_at = models.DateTimeField(_("started"))
    adjustment_round = models.PositiveSmallIntegerField(default=0, editable=False)
    sent_at = models.DateTimeField(_("sent for adjustment"), null=True, blank=True, editable=False)
    locked_at = models.DateTimeField(_("adjusted"), null=True, blank=True, editable=False)
    text = models.TextField(blank=True, editable=False)
    checksum = models.CharField(_("checksum"), max_length=64, blank=True, editable=False)

    objects = RecordQuerySet.as_manager()

    class Meta:
        verbose_name = _("minutes")
        verbose_name_plural = _("minutes")

    def __str__(self) -> str:
        return str(self.meeting)

    def lock_state(self) -> str:
        """As the database has it: the row in hand may be the one that locks."""
        found = Minutes.objects.filter(pk=self.pk).values_list("state", flat=True).first()
        return str(found or "")

    @property
    def is_locked(self) -> bool:
        """Whether they are adjusted."""
        return self.state == self.State.LOCKED

    @property
    def is_writable(self) -> bool:
        """Whether they may be changed."""
        return self.state == self.State.WRITING

    @property
    def is_adjusting(self) -> bool:
        """Whether adjusters are asked."""
        return self.state == self.State.ADJUSTING


def _state_of(minutes_id: int) -> str:
    return str(Minutes.objects.filter(pk=minutes_id).values_list("state", flat=True).first() or "")


class MinutesItem(Record):
    """What was said and decided at one item. Whoever saves gives the `version` that was read, so no text is lost."""

    lock_path = "minutes__state"
    live_fields = frozenset({"agenda_item", "changed_by"})

    minutes = models.ForeignKey(Minutes, on_delete=models.CASCADE, related_name="items")
    agenda_item = models.ForeignKey(
        "meetings.AgendaItem", null=True, blank=True, on_delete=models.SET_NULL, related_name="minutes_items"
    )
    sort_order = models.PositiveIntegerField(default=0)
    title = models.CharField(_("item"), max_length=200)
    kind = models.CharField(
        _("kind"), max_length=12, choices=AgendaItem.Kind.choices, default=AgendaItem.Kind.INFORMATION
    )
    text = models.TextField(_("what was said"), blank=True)
    version = models.PositiveIntegerField(default=0, editable=False)
    changed_at = models.DateTimeField(null=True, editable=False)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    objects = RecordQuerySet.as_manager()

    class Meta:
        verbose_name = _("item of minutes")
        verbose_name_plural = _("items of minutes")
        ordering = ["sort_order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["minutes", "agenda_item"], name="one_minutes_item_per_agenda_item")
        ]

    def __str__(self) -> str:
        return self.title

    def lock_state(self) -> str:
        """The state of its minutes."""
        return _state_of(self.minutes_id)


class Decision(Record):
    """Something that was decided at an item."""

    lock_path = "item__minutes__state"

    item = models.ForeignKey(MinutesItem, on_delete=models.CASCADE, related_name="decisions")
    sort_order = models.PositiveIntegerField(default=0)
    text = models.TextField(_("decision"))

    objects = RecordQuerySet.as_manager()

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        ordering = ["sort_order", "pk"]

    def __str__(self) -> str:
        return self.text

    def lock_state(self) -> str:
        """The state of its minutes."""
        return _state_of(self.item.minutes_id)


class Attendee(Record):
    """Somebody who was there, or was expected."""

    class Presence(models.TextChoices):
        UNKNOWN = "unknown", _("Not noted")
        ON_SITE = "on_site", _("On site")
        ONLINE = "online", _("Took part online")
        ABSENT = "absent", _("Absent")

    THERE: ClassVar[tuple[str, ...]] = ("on_site", "online")

    lock_path = "minutes__state"
    live_fields = frozenset({"contact", "member"})

    minutes = models.ForeignKey(Minutes, on_delete=models.CASCADE, related_name="attendees")
    contact = models.ForeignKey("members.Contact", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    member = models.ForeignKey("members.Member", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    name = models.CharField(_("name"), max_length=120)
    member_name = models.CharField(_("member"), max_length=100, blank=True)
    role = models.CharField(_("role"), max_length=14, choices=Contact.Kind.choices, blank=True)
    presence = models.CharField(_("presence"), max_length=8, choices=Presence.choices, default=Presence.UNKNOWN)

    objects = RecordQuerySet.as_manager()

    class Meta:
        verbose_name = _("attendee")
        verbose_name_plural = _("attendees")
        ordering = ["member_name", "name", "pk"]

    def __str__(self) -> str:
        return self.name

    def lock_state(self) -> str:
        """The state of its minutes."""
        return _state_of(self.minutes_id)

    @property
    def was_there(self) -> bool:
        """Whether this person took part."""
        return self.presence in self.THERE


class AdjusterQuerySet(RecordQuerySet):
    """Selections of adjusters."""

    def asked(self) -> AdjusterQuerySet:
        """Those of rounds that run now."""
        return self.filter(minutes__state=Minutes.State.ADJUSTING, round=models.F("minutes__adjustment_round"))

    def waiting(self) -> AdjusterQuerySet:
        """Those of them who have not approved."""
        return self.asked().exclude(answer=Adjuster.Answer.APPROVED)

    def of_person(self, user_id: int, address: str) -> AdjusterQuerySet:
        """This person's, by account or by address."""
        return self.filter(Q(contact__user=user_id) | Q(address__iexact=address))


class Adjuster(Record):
    """Somebody who says whether the minutes are right (justerare). A new round asks everybody anew."""

    class Answer(models.TextChoices):
        NONE = "none", _("No answer")
        APPROVED = "approved", _("Approved")
        COMMENTED = "commented", _("Has a comment")

    link_purposes = {"token_hash": ("nonce", ADJUST)}
    lock_path = "minutes__state"
    live_fields = frozenset({"contact", "address", "comment", "language", "nonce", "token_hash"})

    minutes = models.ForeignKey(Minutes, on_delete=models.CASCADE, related_name="adjusters")
    round = models.PositiveSmallIntegerField()
    contact = models.ForeignKey("members.Contact", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    name = models.CharField(_("name"), max_length=120)
    address = models.EmailField(_("e-mail address"), max_length=254, blank=True)
    language = models.CharField(_("language of mails"), max_length=5, default="sv")
    answer = models.CharField(_("answer"), max_length=10, choices=Answer.choices, default=Answer.NONE)
    comment = models.TextField(_("comment"), blank=True)
    asked_at = models.DateTimeField(_("asked"))
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    nonce = models.CharField(max_length=32, default=new_nonce, editable=False)
    token_hash = models.CharField(max_length=64, blank=True, db_index=True, editable=False)

    objects = AdjusterQuerySet.as_manager()

    class Meta:
        verbose_name = _("adjuster")
        verbose_name_plural = _("adjusters")
        ordering = ["round", "name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["minutes", "round", "address"],
                condition=~Q(address=""),
                name="one_adjuster_per_round_and_address",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def lock_state(self) -> str:
        """The state of its minutes."""
        return _state_of(self.minutes_id)

    @property
    def token(self) -> str:
        """What opens the adjuster's page; derived, never stored."""
        return issue_token(ADJUST, self.pk, self.nonce)

    def set_token_hash(self) -> None:
        """Set (not save) the hash by which the link in the mail finds the row; it must have its key."""
        self.token_hash = hash_token(self.token)
