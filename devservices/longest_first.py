"""A pytest plugin: files whose tests wait for servers, workers and browsers begin first.

In parallel processes a file stays whole, so a long one that begins last is waited for by everybody.
"""

import pytest

FIRST = ("worker", "browser")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Order the files; the order of tests in each file, and of files that wait for nothing, stays."""
    ranks: dict[str, int] = {}
    for item in items:
        ranks[file_of(item)] = min(rank(item), ranks.get(file_of(item), len(FIRST)))
    items.sort(key=lambda item: ranks[file_of(item)])


def file_of(item: pytest.Item) -> str:
    return item.nodeid.partition("::")[0]


def rank(item: pytest.Item) -> int:
    """The place of the first marker that the test has; the last place for one without."""
    return next((place for place, name in enumerate(FIRST) if item.get_closest_marker(name)), len(FIRST))
