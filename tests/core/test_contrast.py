"""Every pair of colors on a page can be read in both themes (WCAG 2.2, 1.4.3 and 1.4.11)."""

import re
from pathlib import Path

import pytest

from core.colors import contrast

TOKENS = (Path(__file__).parents[2] / "static/css/tokens.css").read_text()
TEXT, LARGE_OR_GRAPHIC = 4.5, 3.0

PAIRS = [
    *[(ink, ground, TEXT) for ink in ("ink", "soft", "spruce", "lingon", "error") for ground in ("paper", "card")],
    ("ink", "mist", TEXT),
    ("spruce-deep", "mist", TEXT),
    ("on-spruce", "spruce", TEXT),
    ("on-spruce", "spruce-deep", TEXT),
    ("on-lingon", "lingon", TEXT),
    ("ink", "sun-ground", TEXT),
    ("error", "error-ground", TEXT),
    ("ok", "ok-ground", TEXT),
    ("ink", "error-ground", TEXT),
    ("ink", "ok-ground", TEXT),
    # What one must see to use a control: its outline, where the keyboard is, the bars of adoption, places on the map.
    ("edge", "paper", LARGE_OR_GRAPHIC),
    ("edge", "card", LARGE_OR_GRAPHIC),
    *[("focus", ground, LARGE_OR_GRAPHIC) for ground in ("paper", "card", "mist", "sun-ground")],
    ("spruce", "bar-off", LARGE_OR_GRAPHIC),
    ("spruce", "land", LARGE_OR_GRAPHIC),
    ("lingon", "land", LARGE_OR_GRAPHIC),
]


def colors_of(css: str) -> dict[str, str]:
    return dict(re.findall(r"--([a-z-]+):\s*(#[0-9a-f]{6});", css))


def themes() -> dict[str, dict[str, str]]:
    light, dark = TOKENS.split("@media (prefers-color-scheme: dark)")
    return {"light": colors_of(light), "dark": colors_of(light) | colors_of(dark)}


def test_contrast_of_known_colors() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("front", "ground", "least"), PAIRS)
def test_pair_can_be_read(theme: str, front: str, ground: str, least: float) -> None:
    colors = themes()[theme]
    assert contrast(colors[front], colors[ground]) >= least


def test_dark_theme_changes_every_color_of_the_page() -> None:
    light, dark = (part for part in TOKENS.split("@media (prefers-color-scheme: dark)"))
    assert set(colors_of(light)) == set(colors_of(dark))
