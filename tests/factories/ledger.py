"""The ledger's rows."""

import datetime
from decimal import Decimal

from factory.declarations import Sequence
from factory.django import DjangoModelFactory

from core.tokens import hash_token
from ledger.models import Application, FeeRule


class FeeRuleFactory(DjangoModelFactory[FeeRule]):
    """Half a krona for each inhabitant, 15,000 at least, 60,000 at most."""

    class Meta:
        model = FeeRule

    year = 2026
    per_inhabitant = Decimal("0.5")
    floor = Decimal(15_000)
    cap = Decimal(60_000)
    index_percent = Decimal(0)


class ApplicationFactory(DjangoModelFactory[Application]):
    """Uppsala, which waits for a decision."""

    class Meta:
        model = Application

    kind = "municipality"
    name = "Uppsala"
    code = "0380"
    contact_name = "Sara Hedman"
    address = Sequence(lambda n: f"sara{n}@uppsala.example.org")
    state = Application.State.CONFIRMED
    created_at = datetime.datetime(2026, 3, 1, 12, tzinfo=datetime.UTC)


def with_token(application: Application) -> Application:
    """The application, found by its token."""
    application.token_hash = hash_token(application.token)
    application.save(update_fields=["token_hash"])
    return application
