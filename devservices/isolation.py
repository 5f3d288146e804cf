"""A pytest plugin, loaded before the settings are: what one test must not do to the next.

- pytest-django gives each parallel process its own database; this gives each its own Redis database as well.
- A test with real transactions ends with a flush, which would take along what migrations put into the database (root
  page, languages, taxonomies): it starts with those rows, and they are put back after it.
"""

import os
import re
from collections.abc import Generator

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import IntegrityError, connection
from pytest_django.plugin import blocking_manager_key

# What the migrations put into the database, as JSON; the last database made counts.
MIGRATED: list[str] = []

FLUSHING_FIXTURES = {"transactional_db", "live_server"}

WORKER = os.environ.get("PYTEST_XDIST_WORKER", "")
if WORKER and os.environ.get("REDIS_URL"):
    number = int(re.sub(r"\D", "", WORKER) or 0)
    base, _, first = os.environ["REDIS_URL"].rpartition("/")
    if not first.isdigit():
        base, first = os.environ["REDIS_URL"], "0"
    os.environ["REDIS_URL"] = f"{base}/{int(first) + number + 1}"

# Playwright's synchronous API runs inside an event loop, where Django would refuse to touch the database.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")


def flushes(item: pytest.Item) -> bool:
    """Whether the database is emptied after this test."""
    marker = item.get_closest_marker("django_db")
    fixtures = set(getattr(item, "fixturenames", ()))
    return bool(fixtures & FLUSHING_FIXTURES or (marker and marker.kwargs.get("transaction")))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Have pytest-django keep the migrations' rows, and load them before each test that flushes."""
    for item in items:
        if isinstance(item, pytest.Function) and flushes(item):
            item.fixturenames.append("django_db_serialized_rollback")
            marker = item.get_closest_marker("django_db")
            if marker:  # pytest-django asks the marker alone, where there is one
                item.add_marker(pytest.mark.django_db(**{**marker.kwargs, "serialized_rollback": True}), append=False)


@pytest.hookimpl(wrapper=True)
def pytest_fixture_setup(fixturedef: pytest.FixtureDef[object]) -> Generator[None, object, object]:
    """Remember the migrations' rows when the database has just been made."""
    result = yield
    if fixturedef.argname == "django_db_setup":
        rows = getattr(connection, "_test_serialized_contents", "")
        MIGRATED.extend([rows] if rows else [])
    return result


def hand_over_rows(item: pytest.Item) -> None:
    """Hand the rows to whatever connection is current: under Playwright's event loop Django makes a new one."""
    if MIGRATED and flushes(item):
        setattr(connection, "_test_serialized_contents", MIGRATED[-1])  # noqa: B010 (unknown to the types)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Before a test that flushes."""
    hand_over_rows(item)


def pytest_fixture_post_finalizer(fixturedef: pytest.FixtureDef[object], request: pytest.FixtureRequest) -> None:
    """Close what a flush has used: a second connection would keep the database from being dropped at the end."""
    if fixturedef.argname == "_django_db_helper" and isinstance(request.node, pytest.Item) and flushes(request.node):
        connection.close()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> Generator[None, object, object]:
    """After the flush, put the rows back for whatever test comes next; after the last, the database is gone."""
    hand_over_rows(item)  # with them at hand Django's flush leaves it at that, and makes no rows of its own
    result = yield
    if MIGRATED and nextitem is not None and flushes(item):
        with item.config.stash[blocking_manager_key].unblock():
            put_rows_back()
            connection.close()
    return result


def flush() -> None:
    """Empty all tables. Numbers go on where they were: the rows that are put back keep theirs."""
    call_command("flush", interactive=False, reset_sequences=False, inhibit_post_migrate=True, verbosity=0)


def put_rows_back(tries: int = 5) -> None:
    """Load the rows. A browser's last request may still be answered after the flush, and leave a row where one of
    these belongs: then flush again. It may also have left a number in the cache of content types."""
    content_types = apps.get_model("contenttypes", "ContentType").objects
    for last in range(1, tries + 1):
        try:
            connection.creation.deserialize_db_from_string(MIGRATED[-1])
        except IntegrityError:
            if last == tries:
                raise
            flush()
        else:
            content_types.clear_cache()
            return
