"""Drawn landscapes that stand where a picture is missing: the same seed always gives the same drawing."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from random import Random

WIDTH = 640
HEIGHT = 280
SKIES = ("day", "dawn", "dusk")
WALLS = ("red", "light", "gold")


@dataclass(frozen=True, slots=True)
class Shape:
    """One filled outline: the color's name (class `d-…` in static/css/pictures.css) and SVG path data."""

    color: str
    path: str


@dataclass(frozen=True, slots=True)
class Landscape:
    """A sky and the shapes before it, the farthest first."""

    sky: str
    shapes: tuple[Shape, ...]


Motif = Callable[[Random], list[Shape]]


def circle(x: int, y: int, radius: int) -> str:
    """Outline a circle."""
    return f"M{x - radius} {y}a{radius} {radius} 0 1 1 {2 * radius} 0a{radius} {radius} 0 1 1-{2 * radius} 0z"


def box(x: int, y: int, width: int, height: int) -> str:
    """Outline a rectangle from its upper left corner."""
    return f"M{x} {y}h{width}v{height}h-{width}z"


def hill(center: int, reach: int, top: int) -> str:
    """Outline half an ellipse that stands on the lower edge."""
    rise = HEIGHT - top
    return f"M{center - reach} {HEIGHT}a{reach} {rise} 0 0 1 {2 * reach} 0z"


def ridge(random: Random, top: int, swing: int) -> str:
    """Outline a soft wave over the whole width, down to the lower edge."""
    first, second, third = (top + random.randint(-swing, swing) for _ in range(3))
    return (
        f"M0 {first}C120 {first - swing} 200 {second + swing} 320 {second}"
        f"S520 {third - swing} {WIDTH} {third}V{HEIGHT}H0z"
    )


def spruce(x: int, foot: int, height: int) -> list[Shape]:
    """Draw a spruce of three skirts."""
    half = height // 4
    skirts = ((0, 0.5), (0.22, 0.74), (0.46, 1.0))
    paths = []
    for number, (start, end) in enumerate(skirts):
        reach = half * (number + 2) // 4
        tip, base = foot - height + round(height * start), foot - height + round(height * end)
        paths.append(f"M{x} {tip}L{x + reach} {base}H{x - reach}z")
    return [Shape("deep", "".join(paths))]


def tree(x: int, foot: int, size: int, color: str) -> list[Shape]:
    """Draw a leafy tree: a trunk and a crown."""
    return [
        Shape("roof", box(x - 2, foot - size, 4, size)),
        Shape(color, circle(x, foot - size - size // 3, size * 2 // 3)),
    ]


def house(x: int, foot: int, width: int, wall: str) -> list[Shape]:
    """Draw a cottage with a gable, a door and a window."""
    height = round(width * 0.62)
    top = foot - height
    pane = "gold" if wall != "gold" else "light"
    return [
        Shape(wall, box(x, top, width, height)),
        Shape("roof", f"M{x - 6} {top}L{x + width // 2} {top - width // 2}L{x + width + 6} {top}z"),
        Shape(pane, box(x + width // 6, top + height // 4, width // 5, height // 3)),
        Shape("roof", box(x + width * 3 // 5, foot - height // 2, width // 5, height // 2)),
    ]


def block_of_flats(x: int, foot: int, size: tuple[int, int], wall: str) -> list[Shape]:
    """Draw flats of `size` columns and storeys of windows."""
    columns, storeys = size
    width, height = columns * 18 + 10, storeys * 24 + 12
    top = foot - height
    pane = "roof" if wall == "light" else "light"
    windows = "".join(
        box(x + 9 + column * 18, top + 10 + storey * 24, 9, 12)
        for column in range(columns)
        for storey in range(storeys)
    )
    return [
        Shape(wall, box(x, top, width, height)),
        Shape("roof", box(x - 3, top - 5, width + 6, 6)),
        Shape(pane, windows),
    ]


def draw_hills(random: Random) -> list[Shape]:
    """Three hills, as calm as it gets."""
    left = random.randint(90, 200)
    return [
        Shape("mid", hill(random.randint(280, 380), 330, 205)),
        Shape("near", hill(WIDTH - left // 2, 330, random.randint(205, 225))),
        Shape("deep", hill(left, random.randint(290, 340), random.randint(180, 200))),
    ]


def draw_village(random: Random) -> list[Shape]:
    """Red, white and yellow cottages along a slope."""
    shapes = [Shape("far", ridge(random, 150, 24)), Shape("near", hill(320, 560, 205))]
    place = random.randint(110, 190)
    for number in range(random.randint(3, 4)):
        width = random.randint(52, 74)
        shapes += house(place, 226 + random.randint(-4, 6), width, WALLS[number % 3])
        place += width + random.randint(26, 48)
    shapes += tree(place + 12, 232, 38, "mid") + tree(random.randint(60, 90), 236, 44, "deep")
    return [*shapes, Shape("deep", ridge(random, 248, 10))]


def draw_lake(random: Random) -> list[Shape]:
    """A lake between wooded shores, with glitter on it."""
    shapes = [Shape("far", ridge(random, 140, 26)), Shape("mid", ridge(random, 172, 14))]
    shapes.append(Shape("water", box(0, 196, WIDTH, 84)))
    shapes.extend(
        Shape("foam", box(random.randint(40, 520), random.randint(204, 246), random.randint(30, 90), 3))
        for _ in range(5)
    )
    shapes.append(Shape("near", hill(random.choice((70, 570)), 210, 222)))
    for x in sorted(random.sample(range(20, 620, 30), 3)):
        shapes += spruce(x, 268, random.randint(52, 96))
    return [*shapes, Shape("deep", ridge(random, 258, 8))]


def draw_town(random: Random) -> list[Shape]:
    """Blocks of flats behind a park."""
    shapes = [Shape("far", ridge(random, 160, 20))]
    place = random.randint(50, 110)
    for number in range(4):
        columns = random.randint(2, 4)
        shapes += block_of_flats(place, 240, (columns, random.randint(2, 5)), WALLS[(number + columns) % 3])
        place += columns * 18 + random.randint(34, 56)
    for x in sorted(random.sample(range(40, 600, 40), 4)):
        shapes += tree(x, 252, random.randint(24, 36), "mid")
    return [*shapes, Shape("near", ridge(random, 240, 6))]


def draw_forest(random: Random) -> list[Shape]:
    """Spruces before rounded mountains."""
    shapes = [Shape("far", hill(random.randint(150, 260), 300, 110)), Shape("mid", hill(470, 330, 150))]
    shapes.append(Shape("near", ridge(random, 216, 14)))
    for x in sorted(random.sample(range(24, 620, 26), 9)):
        shapes += spruce(x, random.randint(240, 258), random.randint(60, 130))
    return [*shapes, Shape("deep", ridge(random, 246, 8))]


def draw_fields(random: Random) -> list[Shape]:
    """Strips of field under an open sky, and a farm."""
    shapes = [Shape("far", ridge(random, 168, 12))]
    top = 188
    for color in ("gold", "mid", "light", "near"):
        shapes.append(Shape(color, ridge(random, top, 7)))
        top += 22
    x = random.randint(120, 420)
    shapes += house(x, 200, 64, "red") + tree(x - 26, 202, 36, "near") + tree(x + 96, 200, 28, "near")
    return [*shapes, Shape("deep", hill(random.choice((40, 600)), 260, 236))]


def draw_islands(random: Random) -> list[Shape]:
    """Skerries, a sail, and much water."""
    shapes = [Shape("far", hill(random.randint(90, 220), 170, 150)), Shape("mid", hill(520, 190, 168))]
    shapes.append(Shape("water", box(0, 188, WIDTH, 92)))
    shapes.extend(
        Shape("foam", box(random.randint(20, 560), random.randint(198, 262), random.randint(24, 80), 3))
        for _ in range(6)
    )
    x = random.randint(230, 420)
    shapes.append(Shape("light", f"M{x} 214V140L{x + 44} 206zM{x - 5} 206L{x - 5} 158L{x - 30} 206z"))
    shapes.append(Shape("red", f"M{x - 36} 216h84q-8 16-22 16h-42q-14 0-20-16z"))
    shapes += [Shape("near", hill(random.choice((80, 560)), 130, 232)), Shape("deep", hill(320, 120, 258))]
    return shapes


def draw_bridge(random: Random) -> list[Shape]:
    """An arched bridge between two banks."""
    shapes = [Shape("far", ridge(random, 146, 22)), Shape("mid", ridge(random, 178, 12))]
    shapes.append(Shape("water", box(0, 206, WIDTH, 74)))
    arches = "".join(f"M{start} 232v-16a46 40 0 0 1 92 0v16h16v-58h-124v58z" for start in (106, 230, 354, 478))
    shapes.append(Shape("light", arches + box(-10, 166, WIDTH + 20, 10)))
    shapes.extend(
        Shape("foam", box(random.randint(40, 560), random.randint(240, 262), random.randint(30, 80), 3))
        for _ in range(4)
    )
    shapes += [Shape("deep", hill(10, random.randint(120, 150), 190)), Shape("near", hill(640, 130, 200))]
    return shapes + tree(random.randint(30, 70), 200, 36, "near")


MOTIFS: tuple[Motif, ...] = (
    draw_hills,
    draw_village,
    draw_lake,
    draw_town,
    draw_forest,
    draw_fields,
    draw_islands,
    draw_bridge,
)


def draw_landscape(seed: object, theme: str = "") -> Landscape:
    """Draw the landscape of a seed (a page's translation key, or a number), shifted by the theme.

    Neighboring whole numbers never get the same motif under one theme.
    """
    text = f"{theme}/{seed}"
    digest = hashlib.sha256(text.encode()).digest()
    number = int(str(seed)) if str(seed).isdigit() else digest[0]
    shift = hashlib.sha256(theme.encode()).digest()[0] if theme else 0
    random = Random(digest)
    motif = MOTIFS[(number + shift) % len(MOTIFS)]
    sun = Shape("sun", circle(random.randint(90, 550), random.randint(62, 112), random.randint(34, 50)))
    return Landscape(SKIES[(number // len(MOTIFS) + digest[1]) % len(SKIES)], (sun, *motif(random)))
