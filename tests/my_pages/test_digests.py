"""What people are told and how often: obeyed when a mail is written, and each notice in exactly one digest."""

import datetime
from collections.abc import Callable, Iterator
from itertools import count
from threading import Barrier, Thread
from zoneinfo import ZoneInfo

import pytest
from django.db import connection, transaction

from accounts.addresses import vouch_for_address
from accounts.models import User
from mailings import kinds
from mailings.kinds import MailKind, Priority, UncertainPolicy
from mailings.models import Delivery, Mailing, Notice, Preference
from mailings.models.preference import HowOften
from mailings.services import MailContent, Recipient, cancel_mailing, create_mailing
from mailings.services.preferences import NoChoiceError, next_digest_at, set_preference
from my_pages.digests import forget_notices, send_digests
from my_pages.emails import DIGEST_KIND
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db
STOCKHOLM = ZoneInfo("Europe/Stockholm")
Tell = Callable[..., Mailing]


def clock(day: int, hour: int, month: int = 11) -> datetime.datetime:
    """A time in Sweden; 23 November 2026 is a Monday."""
    return datetime.datetime(2026, month, day, hour, tzinfo=STOCKHOLM)


@pytest.fixture(autouse=True)
def own_kinds() -> Iterator[None]:
    before = dict(kinds._kinds)
    common = {"priority": Priority.TRANSACTIONAL, "uncertain": UncertainPolicy.RETRY_ONCE, "label": "Nytt"}
    kinds.register(MailKind(name="news", is_compulsory=False, may_wait=True, **common))  # type: ignore[arg-type]
    kinds.register(MailKind(name="duty", may_wait=True, **common))  # type: ignore[arg-type]
    kinds.register(MailKind(name="summons", **common))  # type: ignore[arg-type]
    yield
    kinds._kinds.clear()
    kinds._kinds.update(before)


@pytest.fixture
def anna(db: None) -> User:
    user = UserFactory.create(email="anna@example.org")
    vouch_for_address(user)
    return user


@pytest.fixture
def tell(db: None) -> Tell:
    numbers = count(1)

    def write(*addresses: str, at: datetime.datetime, kind: str = "news", subject: str = "Nytt") -> Mailing:
        return create_mailing(
            kind=kind,
            key=f"told-{next(numbers)}",
            label=subject,
            contents=[MailContent("sv", subject, "Hej")],
            recipients=[Recipient(address) for address in addresses],
            at=at,
        )

    return write


def digests() -> list[Mailing]:
    return list(Mailing.objects.filter(kind=DIGEST_KIND).order_by("pk"))


@pytest.mark.parametrize(
    ("how_often", "after", "expected"),
    [
        (HowOften.DAILY, clock(24, 6), clock(24, 7)),
        (HowOften.DAILY, clock(24, 7), clock(25, 7)),
        (HowOften.WEEKLY, clock(23, 6), clock(23, 7)),
        (HowOften.WEEKLY, clock(23, 7), clock(30, 7)),
        (HowOften.WEEKLY, clock(25, 12), clock(30, 7)),
        # The clocks go back on the night to 25 October: still seven by the clock on the wall.
        (HowOften.DAILY, clock(24, 12, month=10), clock(25, 7, month=10)),
    ],
)
def test_digests_leave_at_seven_by_the_swedish_clock(
    how_often: HowOften, after: datetime.datetime, expected: datetime.datetime
) -> None:
    assert next_digest_at(how_often, after=after.astimezone(datetime.UTC)) == expected


def test_at_once_is_what_nobody_chose(anna: User, tell: Tell) -> None:
    mailing = tell(anna.email, at=clock(23, 12))

    assert mailing.deliveries.get().state == Delivery.State.QUEUED
    assert not Notice.objects.exists()


def test_never_is_obeyed_and_told_in_the_ledger(anna: User, tell: Tell) -> None:
    set_preference(anna, kind="news", how_often=HowOften.NEVER, at=clock(23, 8))

    mailing = tell(anna.email, "bo@example.org", at=clock(23, 12))

    states = dict(mailing.deliveries.values_list("address", "state"))
    assert states == {"anna@example.org": "suppressed", "bo@example.org": "queued"}
    assert send_digests(now=clock(30, 8)) == 0


def test_what_is_compulsory_cannot_be_turned_off(anna: User, tell: Tell) -> None:
    for kind, how_often in (("duty", HowOften.NEVER), ("summons", HowOften.NEVER), ("summons", HowOften.DAILY)):
        with pytest.raises(NoChoiceError):
            set_preference(anna, kind=kind, how_often=how_often, at=clock(23, 8))
        Preference.objects.update_or_create(
            user=anna, kind=kind, defaults={"how_often": how_often, "changed_at": clock(23, 8)}
        )
        assert tell(anna.email, kind=kind, at=clock(23, 12)).deliveries.get().state == Delivery.State.QUEUED


def test_nobody_turns_off_mail_to_an_address_that_is_only_claimed(tell: Tell) -> None:
    claimant = UserFactory.create(email="karin@example.org")
    set_preference(claimant, kind="news", how_often=HowOften.NEVER, at=clock(23, 8))

    assert tell("karin@example.org", at=clock(23, 12)).deliveries.get().state == Delivery.State.QUEUED


def test_notices_wait_for_one_digest_and_the_mail_itself_does_not_leave(anna: User, tell: Tell) -> None:
    set_preference(anna, kind="news", how_often=HowOften.DAILY, at=clock(23, 8))
    for subject in ("Ett <möte>", "Två möten"):
        assert tell(anna.email, at=clock(23, 12), subject=subject).deliveries.get().state == "suppressed"

    assert [send_digests(now=clock(24, 6)), send_digests(now=clock(24, 7)), send_digests(now=clock(24, 7))] == [0, 1, 0]

    (digest,) = digests()
    content = digest.contents.get()
    assert content.subject == "2 notiser från nätverket"
    assert "- Ett <möte>" in content.text
    assert "Ett &lt;möte&gt;" in content.html
    assert digest.deliveries.get().address == anna.email
    assert set(Notice.objects.values_list("digest", flat=True)) == {digest.pk}


def test_weekly_and_daily_people_get_their_own(anna: User, tell: Tell) -> None:
    bo = UserFactory.create(email="bo@example.org")
    vouch_for_address(bo)
    set_preference(anna, kind="news", how_often=HowOften.WEEKLY, at=clock(23, 8))
    set_preference(bo, kind="news", how_often=HowOften.DAILY, at=clock(23, 8))
    for day in (23, 24, 25):
        tell(anna.email, bo.email, at=clock(day, 12), subject=f"Dag {day}")
        send_digests(now=clock(day + 1, 7))

    send_digests(now=clock(30, 7))

    told = {digest.deliveries.get().address: digest.contents.get().text.count("- Dag") for digest in digests()}
    assert told == {"bo@example.org": 1, "anna@example.org": 3}
    assert len(digests()) == 4


def test_run_that_dies_before_its_end_is_made_good_by_the_next(anna: User, tell: Tell) -> None:
    set_preference(anna, kind="news", how_often=HowOften.DAILY, at=clock(23, 8))
    tell(anna.email, at=clock(23, 12))

    def die_before_the_commit() -> None:
        with transaction.atomic():
            assert send_digests(now=clock(24, 7)) == 1
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        die_before_the_commit()

    assert digests() == []
    assert send_digests(now=clock(26, 9)) == 1
    assert len(digests()) == 1


@pytest.mark.django_db(transaction=True)
def test_two_runs_at_once_send_one_digest(anna: User, tell: Tell) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite's test database is in memory, one connection's own")
    set_preference(anna, kind="news", how_often=HowOften.DAILY, at=clock(23, 8))
    tell(anna.email, at=clock(23, 12))
    start, sent = Barrier(4), []

    def run() -> None:
        start.wait()
        sent.append(send_digests(now=clock(24, 7)))
        connection.close()

    threads = [Thread(target=run) for _number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(sent) == [0, 0, 0, 1]
    assert len(digests()) == 1


def test_what_waits_follows_a_new_choice(anna: User, tell: Tell) -> None:
    set_preference(anna, kind="news", how_often=HowOften.WEEKLY, at=clock(23, 8))
    tell(anna.email, at=clock(23, 12), subject="Väntar")

    set_preference(anna, kind="news", how_often=HowOften.AT_ONCE, at=clock(23, 13))
    assert send_digests(now=clock(23, 13)) == 1

    set_preference(anna, kind="news", how_often=HowOften.WEEKLY, at=clock(23, 14))
    tell(anna.email, at=clock(23, 15), subject="Vill inte ha")
    set_preference(anna, kind="news", how_often=HowOften.NEVER, at=clock(23, 16))
    assert send_digests(now=clock(30, 8)) == 0


def test_what_was_called_off_is_not_told_and_old_notices_are_forgotten(anna: User, tell: Tell) -> None:
    set_preference(anna, kind="news", how_often=HowOften.DAILY, at=clock(23, 8))
    mailing = create_mailing(
        kind="news",
        key="later",
        label="Senare",
        contents=[MailContent("sv", "Senare", "Hej")],
        recipients=[Recipient(anna.email), Recipient("bo@example.org")],
        at=clock(23, 12),
        scheduled_at=clock(24, 12),
    )
    assert Notice.objects.get().due_at == clock(25, 7)
    cancel_mailing(mailing, at=clock(23, 13))

    assert send_digests(now=clock(25, 7)) == 0
    assert forget_notices(now=clock(25, 7) + datetime.timedelta(days=91)) == 1
