"""Things that stand in several pictures: ridges, trees, houses, people. All pure, all deterministic."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator

from crawlers.sample_portal.pictures.shapes import Ellipse, Gradient, Line, Point, Polygon, Shape

WIDTH, HEIGHT = 1200, 675
Wave = Callable[[float], float]


def rect(x: float, y: float, width: float, height: float, fill: str, opacity: float = 1.0) -> Polygon:
    """An upright rectangle; (x, y) is its top left corner."""
    return Polygon(((x, y), (x + width, y), (x + width, y + height), (x, y + height)), fill, opacity)


def sky(top: str, bottom: str, until: float = HEIGHT) -> Gradient:
    return Gradient(0, until, top, bottom)


def sun(x: float, y: float, radius: float, fill: str = "#ffe39a") -> Iterator[Shape]:
    yield Ellipse(x, y, radius * 2.2, radius * 2.2, fill, 0.18)
    yield Ellipse(x, y, radius * 1.5, radius * 1.5, fill, 0.3)
    yield Ellipse(x, y, radius, radius, fill)


def cloud(x: float, y: float, size: float, fill: str = "#ffffff", opacity: float = 0.85) -> Iterator[Shape]:
    """A flat-bottomed cloud three times as wide as `size`: the upper envelope of four discs."""
    discs = ((-0.95, 0.5), (-0.25, 0.85), (0.5, 0.62), (1.05, 0.42))
    top = []
    for step in range(-60, 61):
        place = step / 40
        height = max(math.sqrt(max(0.0, radius**2 - (place - centre) ** 2)) for centre, radius in discs)
        top.append((x + place * size, y - height * size))
    yield Polygon(((x - size * 1.45, y), *top, (x + size * 1.47, y)), fill, opacity)


def jagged(position: float) -> float:
    """Triangle wave of period 1, between 0 and 1."""
    return 1 - abs(2 * (position % 1) - 1)


def soft(position: float) -> float:
    """Cosine wave of period 1, between 0 and 1."""
    return (1 - math.cos(2 * math.pi * position)) / 2


def ridge_height(x: float, base: float, height: float, phase: float, wave: Wave) -> float:
    """Where the ridge stands at `x`: three waves of unlike length, so that no pattern is seen."""
    mix = 0.6 * wave(x / 520 + phase) + 0.28 * wave(x / 211 + phase * 2.3) + 0.12 * wave(x / 83 + phase * 5.1)
    return base - height * mix


def ridge(base: float, height: float, phase: float, fill: str, wave: Wave = jagged) -> Polygon:
    """A range of mountains (`jagged`) or hills (`soft`) over the full width, filled to the lower edge."""
    top = tuple((float(x), ridge_height(x, base, height, phase, wave)) for x in range(0, WIDTH + 10, 10))
    return Polygon(((0, HEIGHT), *top, (WIDTH, HEIGHT)), fill)


def peak(x: float, base: float, width: float, height: float, fill: str, shade: str) -> Iterator[Shape]:
    """One great mountain with shoulders, a lit flank and a shaded one."""

    def at(across: float, up: float) -> Point:
        return x + width * across, base - height * up

    lit = (at(-0.62, 0), at(-0.4, 0.3), at(-0.33, 0.33), at(-0.2, 0.62), at(-0.14, 0.64), at(-0.03, 0.97))
    dark = (at(0.05, 0.92), at(0.13, 0.7), at(0.2, 0.66), at(0.36, 0.32), at(0.43, 0.3), at(0.66, 0))
    yield Polygon((*lit, at(0, 1), *dark), fill)
    inner = (at(0.2, 0), at(0.1, 0.2), at(0.15, 0.42), at(0.02, 0.58), at(0.05, 0.78))
    yield Polygon((at(0, 1), *dark, *inner), shade)


def far_mountains(phase: float = 0.2, base: float = 430) -> Iterator[Shape]:
    """The blue distance of the north-west: three ranges, lighter the farther."""
    yield ridge(base, 210, phase, "#a9c6d8")
    yield ridge(base + 25, 150, phase + 0.37, "#86adc2")
    yield ridge(base + 50, 105, phase + 0.71, "#5f8fa3")


def pine(x: float, foot: float, height: float, fill: str = "#2f6b4f") -> Iterator[Shape]:
    yield rect(x - height * 0.03, foot - height * 0.16, height * 0.06, height * 0.16, "#6b4a32")
    for top, bottom, half in ((1.0, 0.62, 0.16), (0.8, 0.38, 0.22), (0.56, 0.14, 0.28)):
        yield Polygon(
            (
                (x, foot - height * top),
                (x + height * half, foot - height * bottom),
                (x - height * half, foot - height * bottom),
            ),
            fill,
        )


def tree(x: float, foot: float, height: float, fill: str = "#4f8f4a") -> Iterator[Shape]:
    yield rect(x - height * 0.04, foot - height * 0.45, height * 0.08, height * 0.45, "#7a5539")
    yield Ellipse(x, foot - height * 0.68, height * 0.3, height * 0.34, fill)
    yield Ellipse(x - height * 0.09, foot - height * 0.76, height * 0.14, height * 0.16, "#ffffff", 0.12)


def bamboo(x: float, foot: float, height: float) -> Iterator[Shape]:
    for lean in (-0.22, -0.06, 0.1, 0.26):
        tip = (x + height * lean, foot - height * (1 - abs(lean) * 0.5))
        yield Line(((x + height * lean * 0.2, foot), tip), "#6f9b45", height * 0.03)
        for part, side in ((0.55, 1), (0.7, -1), (0.85, 1), (0.97, -1)):
            stem = (x + height * lean * (0.2 + 0.8 * part), foot - (foot - tip[1]) * part)
            yield Polygon(
                (stem, (stem[0] + side * height * 0.16, stem[1] + height * 0.03), (stem[0], stem[1] + height * 0.04)),
                "#8dbb58",
            )


def stilt_house(x: float, foot: float, width: float, roof: str = "#8a5a3c") -> Iterator[Shape]:
    """Nhà sàn: a deep roof over a wooden floor on posts; `x` is its middle."""
    half = width / 2
    for post in (-0.8, -0.28, 0.28, 0.8):
        yield rect(x + half * post - width * 0.015, foot - width * 0.2, width * 0.03, width * 0.2, "#5d4030")
    yield rect(x - half * 0.88, foot - width * 0.42, width * 0.88, width * 0.22, "#c99a66")
    for window in (-0.55, 0.05, 0.6):
        yield rect(x + half * window - width * 0.05, foot - width * 0.37, width * 0.1, width * 0.12, "#6b452c")
    yield rect(x - half * 0.95, foot - width * 0.22, width * 0.95, width * 0.03, "#7a5539")
    yield Polygon(
        (
            (x - half * 0.7, foot - width * 0.74),
            (x + half * 0.7, foot - width * 0.74),
            (x + half * 1.12, foot - width * 0.38),
            (x - half * 1.12, foot - width * 0.38),
        ),
        roof,
    )
    yield rect(x - half * 0.72, foot - width * 0.76, width * 0.72, width * 0.03, "#6d442c")


def person(x: float, foot: float, height: float, shirt: str, legs: str = "#33404d") -> Iterator[Shape]:
    """A small figure without a face."""
    yield rect(x - height * 0.09, foot - height * 0.42, height * 0.075, height * 0.42, legs)
    yield rect(x + height * 0.015, foot - height * 0.42, height * 0.075, height * 0.42, legs)
    yield Polygon(
        (
            (x - height * 0.11, foot - height * 0.78),
            (x + height * 0.11, foot - height * 0.78),
            (x + height * 0.14, foot - height * 0.38),
            (x - height * 0.14, foot - height * 0.38),
        ),
        shirt,
    )
    yield Ellipse(x, foot - height * 0.88, height * 0.085, height * 0.1, "#e8b98f")
    yield Polygon(
        (
            (x - height * 0.09, foot - height * 0.9),
            (x - height * 0.05, foot - height * 0.99),
            (x + height * 0.05, foot - height * 0.99),
            (x + height * 0.09, foot - height * 0.9),
        ),
        "#2b2b2b",
    )


def villager(x: float, foot: float, height: float, shirt: str) -> Iterator[Shape]:
    """A small figure in a long skirt and a conical hat."""
    yield Polygon(
        (
            (x - height * 0.1, foot - height * 0.48),
            (x + height * 0.1, foot - height * 0.48),
            (x + height * 0.2, foot),
            (x - height * 0.2, foot),
        ),
        "#27405e",
    )
    yield rect(x - height * 0.19, foot - height * 0.07, height * 0.38, height * 0.04, "#d64550")
    yield Polygon(
        (
            (x - height * 0.12, foot - height * 0.78),
            (x + height * 0.12, foot - height * 0.78),
            (x + height * 0.14, foot - height * 0.45),
            (x - height * 0.14, foot - height * 0.45),
        ),
        shirt,
    )
    yield Ellipse(x, foot - height * 0.86, height * 0.08, height * 0.1, "#e8b98f")
    yield Polygon(
        (
            (x - height * 0.22, foot - height * 0.87),
            (x, foot - height * 1.06),
            (x + height * 0.22, foot - height * 0.87),
        ),
        "#e9d8a6",
    )


def flag(x: float, foot: float, height: float) -> Iterator[Shape]:
    """A red flag with a yellow star on a pole."""
    yield rect(x - 3, foot - height, 6, height, "#8d99a3")
    wide, high = height * 0.36, height * 0.24
    yield rect(x + 3, foot - height, wide, high, "#d62828")
    yield star(x + 3 + wide / 2, foot - height + high / 2, high * 0.34, "#ffd166")


def star(x: float, y: float, radius: float, fill: str) -> Polygon:
    points: list[Point] = []
    for corner in range(10):
        length = radius if corner % 2 == 0 else radius * 0.38
        angle = math.pi * corner / 5 - math.pi / 2
        points.append((x + length * math.cos(angle), y + length * math.sin(angle)))
    return Polygon(tuple(points), fill)


def windows(
    x: float, y: float, columns: int, rows: int, step: Point, size: Point, fill: str = "#bfe0ee"
) -> Iterator[Shape]:
    """A grid of windows with a light sill."""
    for row in range(rows):
        for column in range(columns):
            left, top = x + column * step[0], y + row * step[1]
            yield rect(left, top, size[0], size[1], fill)
            yield rect(left + size[0] / 2 - 1.5, top, 3, size[1], "#ffffff")
            yield rect(left - 4, top + size[1], size[0] + 8, 5, "#ffffff")
