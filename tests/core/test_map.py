"""The map: every county is drawn, and every municipality stands where it should."""

import csv
import re
from pathlib import Path

import pytest
from django.template import Context, Template

from core.map import HEIGHT, WIDTH, County, draw_ring, load_counties, project

ROOT = Path(__file__).parents[2]


def rings(county: County) -> list[list[tuple[int, int]]]:
    """The corners that a path's relative steps lead to."""
    found = []
    for text in re.findall(r"M([^Mz]+)z", county.path):
        start, steps = text.split("l")
        x, y = (int(number) for number in start.split())
        corners = [(x, y)]
        numbers = [int(number) for number in re.findall(r"-?\d+", steps)]
        for dx, dy in zip(numbers[::2], numbers[1::2], strict=True):
            x, y = x + dx, y + dy
            corners.append((x, y))
        found.append(corners)
    return found


def is_inside(county: County, x: float, y: float) -> bool:
    """Even-odd rule."""
    inside = False
    for corners in rings(county):
        for (x1, y1), (x2, y2) in zip(corners, corners[1:] + corners[:1], strict=True):
            if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
                inside = not inside
    return inside


def test_all_counties_have_an_outline_on_the_drawing() -> None:
    counties = load_counties()
    assert len(counties) == 21
    assert [county.code for county in counties] == sorted(county.code for county in counties)
    for county in counties:
        for corners in rings(county):
            assert all(0 <= x <= WIDTH and 0 <= y <= HEIGHT for x, y in corners), county.name


def test_municipalities_stand_in_their_county() -> None:
    by_code = {county.code: county for county in load_counties()}
    with (ROOT / "data/municipalities.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    astray = [
        row["name"]
        for row in rows
        if not is_inside(by_code[row["county_code"]], *project(float(row["latitude"]), float(row["longitude"])))
    ]
    assert len(rows) == 290
    # An outline drawn in few corners cuts off a cape or an island here and there.
    assert len(astray) <= 12, astray


def test_north_is_up_and_east_is_right() -> None:
    kiruna, ystad, stockholm, gothenburg = (67.86, 20.23), (55.43, 13.82), (59.33, 18.07), (57.71, 11.97)
    assert project(*kiruna)[1] < project(*ystad)[1]
    assert project(*stockholm)[0] > project(*gothenburg)[0]


def test_ring_too_small_to_see_is_left_out() -> None:
    assert draw_ring([[15.0, 60.0], [15.001, 60.0], [15.001, 60.001], [15.0, 60.0]]) == ""


@pytest.mark.parametrize("latitude", [None, 58.28])
def test_place_without_position_is_left_to_the_list(latitude: float | None) -> None:
    marker = {"label": "Trollhättan", "url": "/t/", "latitude": latitude, "longitude": 12.29, "code": "1488"}
    page = Template("{% load drawing_tags %}{% sweden_map markers '1488' %}").render(Context({"markers": [marker]}))
    assert ("map__place--chosen" in page) == (latitude is not None)


def test_places_come_from_north_to_south_and_the_chosen_one_last() -> None:
    markers = [
        {"label": label, "url": "/", "latitude": latitude, "longitude": 15.0, "code": label}
        for label, latitude in (("Malmö", 55.6), ("Kiruna", 67.9), ("Falun", 60.6))
    ]
    page = Template("{% load drawing_tags %}{% sweden_map markers 'Falun' %}").render(Context({"markers": markers}))
    assert re.findall(r"<title>(.+?)</title>", page) == ["Kiruna", "Malmö", "Falun"]


def test_hostile_label_stays_a_label() -> None:
    marker = {"label": '"><script>x</script>', "url": "/", "latitude": 58, "longitude": 12, "code": ""}
    page = Template("{% load drawing_tags %}{% sweden_map markers %}").render(Context({"markers": [marker]}))
    assert "<script>x" not in page
