"""Sweden's municipalities and counties: codes, names and a point inside each (data/README.md says from where)."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path

from django.conf import settings

MUNICIPALITIES_FILE = "data/municipalities.csv"
FOUR_DECIMALS = Decimal("0.0001")


@dataclass(frozen=True, slots=True)
class Place:
    """A municipality (four-digit kommunkod) or a county (two-digit länskod) and a WGS 84 point inside it."""

    code: str
    name: str
    county_code: str
    county_name: str
    latitude: Decimal
    longitude: Decimal


@cache
def places_by_code() -> dict[str, Place]:
    """All 290 municipalities and 21 counties; a county's point is the mean of its municipalities' points."""
    with (Path(settings.BASE_DIR) / MUNICIPALITIES_FILE).open(encoding="utf-8", newline="") as file:
        municipalities = [
            Place(
                row["code"],
                row["name"],
                row["county_code"],
                row["county_name"],
                Decimal(row["latitude"]),
                Decimal(row["longitude"]),
            )
            for row in csv.DictReader(file)
        ]
    places = {place.code: place for place in municipalities}
    for code in {place.county_code for place in municipalities}:
        inside = [place for place in municipalities if place.county_code == code]
        latitude = sum((place.latitude for place in inside), Decimal(0)) / len(inside)
        longitude = sum((place.longitude for place in inside), Decimal(0)) / len(inside)
        name = inside[0].county_name
        places[code] = Place(
            code, name, code, name, latitude.quantize(FOUR_DECIMALS), longitude.quantize(FOUR_DECIMALS)
        )
    return places
