"""The map of Sweden: county outlines and points, projected for an SVG drawing."""

import json
import math
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings

COUNTIES_FILE = "data/counties.geojson"
# Sinusoidal projection (J. P. Snyder, Map Projections: A Working Manual, USGS 1395, chapter 30): equal areas, and
# around its central meridian the shape that Swedes know from SWEREF 99 TM, whose central meridian is 15° E.
CENTRAL_MERIDIAN = 15.5
NORTH = 69.1
SOUTH = 55.28
WEST = -2.32
EAST = 3.62
HEIGHT = 1000
SCALE = HEIGHT / (NORTH - SOUTH)
WIDTH = round((EAST - WEST) * SCALE)


@dataclass(frozen=True, slots=True)
class County:
    """A county's two-digit code (länskod), its name and its outline as SVG path data."""

    code: str
    name: str
    path: str


def project(latitude: float, longitude: float) -> tuple[float, float]:
    """Turn WGS 84 degrees into x and y within `WIDTH` × `HEIGHT`, y pointing down."""
    x = ((longitude - CENTRAL_MERIDIAN) * math.cos(math.radians(latitude)) - WEST) * SCALE
    y = (NORTH - latitude) * SCALE
    return round(x, 1), round(y, 1)


def draw_ring(ring: list[list[float]]) -> str:
    """Draw a closed GeoJSON ring (RFC 7946: longitude, latitude) in whole units, relative to save bytes."""
    points: list[tuple[int, int]] = []
    for longitude, latitude in ring:
        x, y = project(latitude, longitude)
        point = round(x), round(y)
        if not points or point != points[-1]:
            points.append(point)
    if len(points) < 4:
        return ""
    (x, y), rest = points[0], points[1:-1]
    parts = [f"M{x} {y}l"]
    for next_x, next_y in rest:
        parts.append(f"{next_x - x} {next_y - y} ")
        x, y = next_x, next_y
    return "".join(parts).rstrip().replace(" -", "-") + "z"


@cache
def load_counties() -> tuple[County, ...]:
    """Read all 21 counties with their outlines, in the order of their codes."""
    text = (Path(settings.BASE_DIR) / COUNTIES_FILE).read_text(encoding="utf-8")
    counties = []
    for feature in json.loads(text)["features"]:
        geometry = feature["geometry"]
        polygons = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
        path = "".join(draw_ring(ring) for polygon in polygons for ring in polygon)
        counties.append(County(feature["properties"]["code"], feature["properties"]["name"], path))
    return tuple(sorted(counties, key=lambda county: county.code))
