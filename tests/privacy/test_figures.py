"""What `make privacy` measures, in short."""

from pathlib import Path
from typing import Any

import pytest

from devservices.privacy.clock import measure_retention
from devservices.privacy.people import measure_person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_folders(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.PRIVATE_ROOT = tmp_path / "private"
    settings.MAIL_JOURNAL_DIR = tmp_path / "journals"


@pytest.mark.django_db(transaction=True)
def test_all_of_a_person_is_in_the_export_and_nothing_is_left_after_the_erasure() -> None:
    figures = measure_person()
    assert figures["missing_from_export"] == []
    assert figures["left_where"] == []
    assert figures["erased_again"] == {}
    assert figures["canaries"] > 150
    assert figures["found_before"] > figures["canaries"]


def test_only_allowed_rows_are_left_after_400_days_and_a_second_run_changes_nothing() -> None:
    figures = measure_retention(2_000, 400)
    assert figures["retention_forbidden_before"] > 800
    assert len(figures["retention_by_rule"]) >= 23
    assert (figures["retention_left_forbidden"], figures["second_run_changes"]) == (0, 0)
    assert figures["retention_kept"] == figures["retention_allowed"]
