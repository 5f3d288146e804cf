"""Action items: who does what until when. What was agreed is part of the minutes; how it goes is not."""

from __future__ import annotations

import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.tokens import hash_token, issue_token, new_nonce
from meetings.models.meeting import Meeting
from meetings.models.minutes import Minutes, MinutesItem
from meetings.models.record import Record, RecordQuerySet

ACTION = "minutes-action"


class ActionItemQuerySet(RecordQuerySet):
    """Selections of action items."""

    def agreed(self) -> ActionItemQuerySet:
        """Those of adjusted minutes; before that nothing is agreed."""
        return self.filter(item__minutes__state=Minutes.State.LOCKED)

    def open(self) -> ActionItemQuerySet:
        """Those that are agreed and not done."""
        return self.agreed().filter(done_at__isnull=True)

    def of_person(self, user_id: int, address: str) -> ActionItemQuerySet:
        """This person's, by account or by address."""
        return self.filter(Q(contact__user=user_id) | Q(address__iexact=address))

    def before(self, meeting: Meeting) -> ActionItemQuerySet:
        """Those of earlier meetings of the same kind and theme group."""
        return self.filter(
            item__minutes__meeting__kind=meeting.kind_id,
            item__minutes__meeting__theme_group=meeting.theme_group_id,
            item__minutes__meeting__starts_at__lt=meeting.starts_at,
        )

    def with_token(self, token: str) -> ActionItemQuerySet:
        """The one that the token in a mail stands for, or none."""
        return self.filter(token_hash=hash_token(token))

    def for_rows(self) -> ActionItemQuerySet:
        """Fetch what a list shows, in one query; what is due first comes first."""
        return self.select_related("item__minutes__meeting").order_by(models.F("due_on").asc(nulls_last=True), "pk")


class ActionItem(Record):
    """Something that somebody promised to do. `owner_name` is who did, `holder_name` who has it in hand now."""

    link_purposes = {"token_hash": ("nonce", ACTION)}
    lock_path = "item__minutes__state"
    live_fields = frozenset({"contact", "holder_name", "address", "language", "done_at", "nonce", "token_hash"})

    item = models.ForeignKey(MinutesItem, on_delete=models.CASCADE, related_name="actions")
    sort_order = models.PositiveIntegerField(default=0)
    what = models.CharField(_("what is to be done"), max_length=300)
    owner_name = models.CharField(_("who"), max_length=120)
    due_on = models.DateField(_("until"), null=True, blank=True)
    contact = models.ForeignKey("members.Contact", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    holder_name = models.CharField(max_length=120, blank=True, editable=False)
    address = models.EmailField(max_length=254, blank=True)
    language = models.CharField(max_length=5, default="sv")
    done_at = models.DateTimeField(_("done"), null=True, blank=True, editable=False)
    nonce = models.CharField(max_length=32, default=new_nonce, editable=False)
    token_hash = models.CharField(max_length=64, blank=True, db_index=True, editable=False)

    objects = ActionItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("action item")
        verbose_name_plural = _("action items")
        ordering = ["sort_order", "pk"]

    def __str__(self) -> str:
        return self.what

    def lock_state(self) -> str:
        """The state of its minutes."""
        return str(Minutes.objects.filter(items=self.item_id).values_list("state", flat=True).first() or "")

    @property
    def holder(self) -> str:
        """Who has it in hand."""
        return self.holder_name or self.owner_name

    @property
    def meeting(self) -> Meeting:
        """Where it was agreed."""
        return self.item.minutes.meeting

    @property
    def token(self) -> str:
        """What opens its page; derived, never stored."""
        return issue_token(ACTION, self.pk, self.nonce)

    def set_token_hash(self) -> None:
        """Set (not save) the hash by which the link in the mail finds the row; it must have its key."""
        self.token_hash = hash_token(self.token)

    def is_late(self, today: datetime.date) -> bool:
        """Whether it should have been done."""
        return self.done_at is None and self.due_on is not None and self.due_on < today
