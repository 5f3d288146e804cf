"""A test that flushes the database leaves the next one what the migrations gave it."""

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from wagtail.models import Locale, Page

from core.models import TargetArea
from devservices.isolation import flush, put_rows_back


def migrated_rows() -> tuple[int, int, int, int]:
    return Locale.objects.count(), Page.objects.count(), TargetArea.objects.count(), ContentType.objects.count()


@pytest.mark.django_db
def test_rows_before_a_flush() -> None:
    assert all(migrated_rows())


@pytest.mark.django_db(transaction=True)
def test_with_real_transactions_has_the_rows_and_may_take_them_away() -> None:
    assert all(migrated_rows())
    assert not connection.in_atomic_block
    TargetArea.objects.all().delete()


@pytest.mark.django_db(transaction=True)
def test_again_has_the_rows() -> None:
    assert all(migrated_rows())


@pytest.mark.django_db(transaction=True)
def test_rows_come_back_where_a_late_request_left_one() -> None:
    flush()
    ContentType.objects.clear_cache()
    stray = ContentType.objects.get_for_model(TargetArea)
    put_rows_back()
    assert all(migrated_rows())
    assert ContentType.objects.get_for_model(TargetArea) == ContentType.objects.get(model="targetarea")
    assert not ContentType.objects.filter(pk=stray.pk).exists()
    assert ContentType.objects.create(app_label="core", model="new").pk  # a number that no row has yet


@pytest.mark.django_db
def test_in_one_transaction_has_the_rows_after_all_that() -> None:
    assert all(migrated_rows())
    Page.objects.get(depth=1).specific.get_children()
