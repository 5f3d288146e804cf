"""Erasing a person: table by table, each in its own transaction, resumable, and the same when done twice."""

from __future__ import annotations

import datetime
import logging
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial

from django.db import transaction
from django.db.models import Q

from accounts.models import User
from accounts.services import end_sessions
from core.personal_data import INVENTORY, Holding, Mentions, NotYetError, Person, Place, model_of, rows_of
from core.redaction import find_mentions, redact_column
from members.permissions import COORDINATOR_GROUP_NAME
from privacy.models import ErasureRequest
from privacy.places import redactor_of, reindex_rows
from privacy.titles import title_of

logger = logging.getLogger(__name__)
MENTIONS_ORDER = 70


class ErasureError(ValueError):
    """Why somebody cannot be erased now; for people to read."""


@dataclass(frozen=True)
class Step:
    """One thing to do, by a name that stays the same."""

    name: str
    order: int
    run: Callable[[Person, datetime.datetime], int]


def _erase_rows(holding: Holding, person: Person, at: datetime.datetime) -> int:
    rows = rows_of(holding, person)
    keys = list(rows.values_list("pk", flat=True))
    if not keys:
        return 0
    # By key from here on: what finds them may be what is taken out.
    model = model_of(holding.model)
    number = holding.erase(model._default_manager.filter(pk__in=keys), person, at)
    reindex_rows(model, keys)
    return number


def _redact(mentions: Mentions, person: Person, _at: datetime.datetime) -> int:
    redactor, model = redactor_of(person), model_of(mentions.model)
    keys = {key for column in mentions.names for key in redact_column(model, column, redactor)}
    reindex_rows(model, keys)
    return len(keys)


def _clear(place: Place, person: Person, _at: datetime.datetime) -> int:
    return place.clear(person)


def _text_steps(suffix: str = "") -> Iterator[Step]:
    for mentions in INVENTORY.of_kind(Mentions):
        yield Step(f"{mentions.model} (text{suffix})", MENTIONS_ORDER, partial(_redact, mentions))
    for place in INVENTORY.of_kind(Place):
        yield Step(f"{place.key}{suffix}", place.order, partial(_clear, place))


def steps() -> list[Step]:
    """What is done at once, in order: what hangs on others first, the account last of the rows."""
    rows = [Step(holding.model, holding.order, partial(_erase_rows, holding)) for holding in INVENTORY.of_kind(Holding)]
    return sorted([*rows, *_text_steps()], key=lambda step: (step.order, step.name))


def name_steps() -> list[Step]:
    """What is done once a coordinator vouches that the name in the texts is the person's."""
    return sorted(_text_steps(", name"), key=lambda step: (step.order, step.name))


def texts_naming(person: Person) -> dict[str, list[str]]:
    """By table, what stands around each place where a text names the person."""
    redactor = redactor_of(replace(person, is_vouched=True))
    found: defaultdict[str, list[str]] = defaultdict(list)
    for mentions in INVENTORY.of_kind(Mentions):
        model = model_of(mentions.model)
        for column in mentions.names:
            for _key, text in find_mentions(model, column, redactor):
                found[title_of(mentions.model)] += redactor.excerpts(text)
    return dict(found)


def is_last_coordinator(user_id: int | None) -> bool:
    """Whether nobody would be left to look after the portal."""
    lead = Q(groups__name=COORDINATOR_GROUP_NAME) | Q(is_superuser=True)
    leaders = set(User.objects.filter(lead, is_active=True).values_list("pk", flat=True))
    return leaders == {user_id}


@transaction.atomic
def ask_for_erasure(person: Person, *, source: str, check: str, at: datetime.datetime) -> ErasureRequest:
    """Write the request down; a person with an account is signed out everywhere at once.

    Raises `ErasureError` where there is no account and somebody else has the same address, so that nobody can tell
    whose is what, and where nobody would be left to look after the portal.
    """
    if person.others and person.user_id is None:
        raise ErasureError("shared")
    if is_last_coordinator(person.user_id):
        raise ErasureError("last-coordinator")
    if person.user_id is not None:
        user = User.objects.select_for_update().get(pk=person.user_id)
        user.is_active = False
        user.save(update_fields=["is_active"])
        end_sessions(user)
    texts = ErasureRequest.Texts.REMOVED if person.is_vouched else ErasureRequest.Texts.WAITING
    return ErasureRequest.objects.create(
        source=source, check_made=check, asked_at=at, texts=texts, person=person.as_json()
    )


def decide_texts(request: ErasureRequest, *, remove: bool, at: datetime.datetime) -> bool:
    """A coordinator has looked at the texts with the name: take it out of them, or leave them; whether all is done."""
    wanted = ErasureRequest.Texts.REMOVED if remove else ErasureRequest.Texts.KEPT
    ErasureRequest.objects.filter(pk=request.pk, texts=ErasureRequest.Texts.WAITING).update(texts=wanted)
    return carry_out(request, at=at)


def carry_out(request: ErasureRequest, *, at: datetime.datetime) -> bool:
    """Do what is left to do; whether all is done. A step that something stands in the way of is left for later."""
    for step in steps():
        _do(request.pk, step, at=at)
    request.refresh_from_db()
    if not request.person:
        return True
    person = Person.from_json(request.person)
    if request.texts == ErasureRequest.Texts.WAITING and not texts_naming(person):
        request.texts = ErasureRequest.Texts.NOTHING
        request.save(update_fields=["texts"])
    if request.texts == ErasureRequest.Texts.REMOVED and not person.is_vouched:
        for step in name_steps():
            _do(request.pk, step, at=at, is_vouched=True)
    return _finish(request.pk, at=at)


@transaction.atomic
def _do(pk: int, step: Step, *, at: datetime.datetime, is_vouched: bool = False) -> None:
    request = ErasureRequest.objects.select_for_update().get(pk=pk)
    if step.name in request.done or request.finished_at is not None:
        return
    person = Person.from_json(request.person)
    try:
        with transaction.atomic():
            number = step.run(replace(person, is_vouched=is_vouched or person.is_vouched), at)
    except NotYetError as error:
        logger.info("Erasure %s waits at %s: %s", request.reference, step.name, error)
        return
    request.done[step.name] = number
    request.save(update_fields=["done"])


def _wanted(request: ErasureRequest) -> set[str]:
    names = {step.name for step in steps()}
    if request.texts == ErasureRequest.Texts.REMOVED and not request.person["is_vouched"]:
        names |= {step.name for step in name_steps()}
    return names


@transaction.atomic
def _finish(pk: int, *, at: datetime.datetime) -> bool:
    """Forget who asked, once every step is done and the texts are decided on."""
    request = ErasureRequest.objects.select_for_update().get(pk=pk)
    if request.finished_at is not None:
        return True
    if request.texts == ErasureRequest.Texts.WAITING or _wanted(request) - set(request.done):
        return False
    request.done = {name: number for name, number in request.done.items() if number}
    request.person, request.finished_at = {}, at
    request.save(update_fields=["done", "person", "finished_at"])
    return True


def carry_on(*, at: datetime.datetime) -> int:
    """Go on with every request that is not done; give how many are done now."""
    return sum(carry_out(request, at=at) for request in ErasureRequest.objects.unfinished())
