"""The drawn landscapes: always the same for a page, never the same as the neighbor's, in the theme's colors."""

import re
from pathlib import Path

import pytest

from core.illustrations import HEIGHT, MOTIFS, SKIES, WIDTH, draw_landscape

PICTURES_CSS = (Path(__file__).parents[2] / "static/css/pictures.css").read_text()


def test_same_seed_gives_the_same_drawing() -> None:
    assert draw_landscape(7, "focus") == draw_landscape(7, "focus")
    assert draw_landscape("tack-for-i-ar") == draw_landscape("tack-for-i-ar")


def test_neighboring_pages_get_different_motifs() -> None:
    for number in range(1, 60):
        colors = [[shape.color for shape in draw_landscape(n, "focus").shapes] for n in (number, number + 1)]
        assert colors[0] != colors[1]


def test_all_skies_and_motifs_are_used() -> None:
    drawings = [draw_landscape(number) for number in range(len(MOTIFS) * 20)]
    assert {drawing.sky for drawing in drawings} == set(SKIES)
    assert len({drawing.shapes[1].color for drawing in drawings}) > 1


@pytest.mark.parametrize("number", range(64))
def test_drawing_fills_the_picture_in_known_colors(number: int) -> None:
    landscape = draw_landscape(number)
    for shape in landscape.shapes:
        assert f".d-{shape.color}" in PICTURES_CSS
        assert re.fullmatch(r"[MmLlHhVvAaCcQqSsTtZz0-9 .,-]+", shape.path)
        starts = re.findall(r"M(-?\d+(?:\.\d+)?)[ ,](-?\d+(?:\.\d+)?)", shape.path)
        assert starts
        assert all(-WIDTH <= float(x) <= 2 * WIDTH and -HEIGHT <= float(y) <= 2 * HEIGHT for x, y in starts)
