"""Landscapes: bridge, terraces, forest, river, road, cable car, rain, solar field, tea hills."""

from __future__ import annotations

import math
from collections.abc import Iterator

from crawlers.sample_portal.pictures.scenery import (
    HEIGHT,
    WIDTH,
    bamboo,
    cloud,
    far_mountains,
    peak,
    pine,
    rect,
    ridge,
    ridge_height,
    sky,
    soft,
    stilt_house,
    sun,
    tree,
    villager,
)
from crawlers.sample_portal.pictures.shapes import Ellipse, Line, Point, Polygon, Shape


def _smooth(points: list[Point], steps: int = 12) -> list[Point]:
    """Catmull–Rom curve through the points (Catmull and Rom, 1974)."""
    ends = [points[0], *points, points[-1]]
    curve: list[Point] = []
    for a, b, c, d in zip(ends, ends[1:], ends[2:], ends[3:], strict=False):
        for step in range(steps):
            t = step / steps
            x, y = (
                0.5
                * (
                    2 * b[i]
                    + (c[i] - a[i]) * t
                    + (2 * a[i] - 5 * b[i] + 4 * c[i] - d[i]) * t**2
                    + (3 * b[i] - a[i] - 3 * c[i] + d[i]) * t**3
                )
                for i in (0, 1)
            )
            curve.append((x, y))
    return [*curve, points[-1]]


def _ribbon(points: list[tuple[float, float, float]], fill: str) -> Polygon:
    """A band along (x, y, half width), as a road or a river seen from above its mouth."""
    left = _smooth([(x - half, y) for x, y, half in points])
    right = _smooth([(x + half, y) for x, y, half in points])
    return Polygon((*left, *reversed(right)), fill)


def bridge() -> Iterator[Shape]:
    yield sky("#8ec9ea", "#e8f5f3", 450)
    yield from sun(960, 120, 44)
    yield from cloud(250, 130, 60)
    yield from cloud(640, 90, 44)
    yield from far_mountains(0.1, 400)
    yield ridge(470, 90, 0.5, "#4d8a63", soft)
    yield rect(0, 470, WIDTH, HEIGHT - 470, "#4aa3bd")
    for number, (x, y, width) in enumerate(
        ((90, 560, 150), (420, 600, 210), (760, 545, 130), (900, 630, 220), (250, 640, 120), (600, 520, 90))
    ):
        yield Line(((x, y), (x + width, y)), "#7cc3d4" if number % 2 else "#3b8fab", 5)
    yield Polygon(((0, 440), (150, 455), (215, 510), (120, 560), (0, 580)), "#5f9e58")
    yield Polygon(((WIDTH, 430), (1080, 450), (1000, 505), (1110, 575), (WIDTH, 610)), "#5f9e58")
    for tower in (370, 830):
        yield rect(tower - 22, 420, 44, 150, "#b9bec2")
        yield rect(tower - 34, 560, 68, 24, "#9aa1a6")
        yield Polygon(((tower - 16, 190), (tower + 16, 190), (tower + 22, 430), (tower - 22, 430)), "#e6e2d8")
        yield Polygon(((tower + 4, 190), (tower + 16, 190), (tower + 22, 430), (tower + 6, 430)), "#cfc9bb")
        for reach in range(40, 241, 40):
            for side in (-1, 1):
                yield Line(((tower, 200 + reach * 0.35), (tower + side * reach, 415)), "#d2503f", 3)
    yield rect(0, 412, WIDTH, 22, "#5b6770")
    yield rect(0, 404, WIDTH, 8, "#e6e2d8")
    yield rect(0, 434, WIDTH, 7, "#47525a")
    for x in range(20, WIDTH, 60):
        yield rect(x, 390, 4, 16, "#e6e2d8")
    yield Line(((0, 391), (WIDTH, 391)), "#e6e2d8", 3)
    for x, body in ((520, "#d9443f"), (690, "#f2b33d"), (180, "#f7f7f2")):
        yield rect(x, 374, 66, 26, body)
        yield Polygon(((x + 12, 374), (x + 20, 358), (x + 52, 358), (x + 60, 374)), body)
        yield rect(x + 22, 361, 28, 12, "#bfe0ee")
        for wheel in (15, 51):
            yield Ellipse(x + wheel, 401, 8, 8, "#2e3338")


def terraces() -> Iterator[Shape]:
    yield sky("#86c5ea", "#fdf2d0", 430)
    yield from sun(250, 170, 48)
    yield from cloud(560, 110, 55)
    yield from cloud(1010, 150, 62)
    yield from far_mountains(0.55, 350)
    bands = (
        "#9dbb4c",
        "#c6cf5a",
        "#86ad47",
        "#e0cf62",
        "#a9c452",
        "#d9c455",
        "#8fb34a",
        "#cbd05e",
        "#b7b548",
        "#e5d66e",
    )
    for level in range(13):
        base = 372 + level * 26 + level**1.5
        height = 92 - level * 5
        phase = 0.18 + level * 0.014
        top = [(float(x), ridge_height(x, base, height, phase, soft)) for x in range(0, WIDTH + 10, 10)]
        yield Polygon(((0, HEIGHT), *top, (WIDTH, HEIGHT)), bands[level % len(bands)])
        yield Line(tuple(top), "#5d7f33" if level % 3 else "#f4ecb0", 3.5)
    for x, y, width in ((260, 424, 92), (372, 442, 70), (930, 470, 104)):
        yield from stilt_house(x, y, width)
    for x, y, height in ((190, 430, 62), (440, 448, 54), (1005, 478, 66), (860, 470, 50)):
        yield from tree(x, y, height, "#3f7d45")
    for x, y, shirt in ((610, 592, "#2d6a9f"), (668, 604, "#b83b5e"), (540, 610, "#6a4c93")):
        yield from villager(x, y, 66, shirt)


def forest() -> Iterator[Shape]:
    yield sky("#b7dcd9", "#eef6e6", 420)
    yield from sun(860, 150, 50, "#fff1b8")
    yield ridge(400, 200, 0.3, "#a5c9bd")
    yield ridge(440, 140, 0.8, "#7db09c")
    for row, (foot, height, fill) in enumerate(
        ((470, 120, "#5d9880"), (520, 165, "#437f66"), (585, 220, "#2f6b4f"), (672, 290, "#1f523c"))
    ):
        step = 62 + row * 26
        for number in range(-1, WIDTH // step + 2):
            lift = soft(number * 0.37 + row * 0.21)
            if row == 3 and 380 < number * step < 800:
                continue
            yield from pine(number * step + row * 27, foot + 10 * lift, height * (0.8 + 0.3 * lift), fill)
        yield ridge(foot + 22, 22, 0.2 + row * 0.3, ("#6ba487", "#4f8b6b", "#3c7757", "#2a5c42")[row], soft)
    yield _ribbon([(640, 590, 7), (600, 612, 14), (640, 640, 26), (560, HEIGHT, 52)], "#d9c08c")
    yield Line(((470, 640), (470, 604)), "#7a5539", 6)
    yield rect(440, 572, 60, 34, "#f2e6c2")
    yield Polygon(((462, 600), (470, 578), (478, 600)), "#2f6b4f")


def river() -> Iterator[Shape]:
    yield sky("#f6b98a", "#fdeccb", 380)
    yield from sun(600, 250, 56, "#fff0c2")
    yield ridge(370, 190, 0.42, "#c79a9a")
    yield ridge(395, 150, 0.9, "#9c7f92")
    yield ridge(420, 90, 0.12, "#6f6f86")
    yield rect(0, 412, WIDTH, HEIGHT - 412, "#5d8f52")
    yield _ribbon([(610, 408, 14), (560, 440, 40), (700, 490, 95), (560, 570, 190), (640, 690, 380)], "#79b7c4")
    yield _ribbon([(612, 412, 4), (566, 440, 12), (694, 490, 30), (585, 570, 60), (650, 690, 110)], "#a8d5d8")
    for x, y, height in ((120, 520, 150), (1080, 500, 160), (985, 470, 100), (230, 468, 90)):
        yield from bamboo(x, y, height)
    for x, y, width in ((330, 472, 100), (905, 456, 84)):
        yield from stilt_house(x, y, width)
    yield Polygon(((560, 560), (760, 560), (724, 592), (600, 592)), "#7a4b2e")
    yield Polygon(((548, 552), (772, 552), (760, 564), (560, 564)), "#92603c")
    yield from villager(620, 558, 82, "#b83b5e")
    yield Line(((690, 470), (648, 590)), "#5d4030", 5)
    for x, y, width in ((420, 620, 90), (720, 640, 140), (560, 655, 70), (690, 520, 60)):
        yield Line(((x, y), (x + width, y)), "#e6f4f1", 3)


def road() -> Iterator[Shape]:
    yield sky("#7fc4ec", "#e6f4f7", 520)
    yield from cloud(330, 110, 66)
    yield from cloud(900, 150, 50)
    yield from peak(610, 520, 860, 400, "#7fa3b5", "#64899d")
    yield ridge(450, 120, 0.15, "#5b8f6e", soft)
    yield ridge(490, 70, 0.64, "#74a95c", soft)
    yield rect(0, 500, WIDTH, HEIGHT - 500, "#86b763")
    course = [
        (700.0, 452.0, 6.0),
        (560.0, 478.0, 13.0),
        (760.0, 520.0, 30.0),
        (520.0, 590.0, 78.0),
        (640.0, 690.0, 190.0),
    ]
    yield _ribbon([(x, y, half * 1.18) for x, y, half in course], "#d8cfae")
    yield _ribbon(course, "#59636b")
    centre = _smooth([(x, y) for x, y, _ in course])
    for number in range(6, len(centre) - 3, 5):
        yield Line((centre[number], centre[number + 2]), "#f7f3df", 1.5 + number / 8)
    for x, y, height in ((150, 560, 150), (300, 520, 96), (1010, 540, 130), (1120, 590, 190), (905, 512, 84)):
        yield from pine(x, y, height)
    yield rect(868, 560, 8, 74, "#8d99a3")
    yield Polygon(((872, 500), (906, 562), (838, 562)), "#d62828")
    yield Polygon(((872, 515), (894, 555), (850, 555)), "#ffe08a")
    yield Line(((872, 528), (872, 541)), "#22262a", 5)
    yield Ellipse(872, 549, 3, 3, "#22262a")
    yield rect(600, 556, 86, 44, "#2d7d9a")
    yield rect(612, 562, 62, 18, "#d7eef5")
    for wheel in (614, 672):
        yield Ellipse(wheel, 602, 9, 9, "#23282c")


def cable_car() -> Iterator[Shape]:
    yield sky("#5ea9dd", "#dff0f5")
    yield from cloud(220, 170, 70)
    yield from peak(700, 520, 900, 430, "#7d9fb0", "#5f8395")
    yield Polygon(
        ((700, 90), (745, 124), (770, 152), (742, 144), (722, 172), (698, 146), (676, 158), (662, 128), (673, 103)),
        "#f5fafc",
    )
    yield from peak(220, 560, 640, 260, "#6b97a3", "#54808d")
    yield ridge(560, 110, 0.3, "#4c8566", soft)
    for foot, tall in ((40, 130), (150, 110), (980, 120), (1090, 150), (1160, 120)):
        yield from pine(foot, 600, tall)
    yield ridge(640, 60, 0.75, "#3c7455", soft)
    for across, down, wide in ((520, 470, 60), (940, 430, 80), (60, 520, 70)):
        yield from cloud(across, down, wide, opacity=0.7)
    cable = [(0.0, 450.0), (380.0, 330.0), (820.0, 205.0), (1200.0, 120.0)]
    for dy in (0, 16):
        yield Line(tuple((px, py + dy) for px, py in cable), "#36424b", 3)
    yield Polygon(((368, 318), (392, 318), (412, 640), (348, 640)), "#cfd6da")
    yield Polygon(((380, 318), (392, 318), (412, 640), (382, 640)), "#aeb8be")
    yield rect(330, 312, 100, 12, "#8d99a3")
    for x, y, body, size in ((160, 410, "#e4572e", 1.25), (590, 286, "#f2b33d", 1.0), (980, 186, "#2d7d9a", 0.75)):
        yield Line(((x, y - 8), (x, y + 44 * size)), "#36424b", 4)
        yield Polygon(
            (
                (x - 38 * size, y + 44 * size),
                (x + 38 * size, y + 44 * size),
                (x + 48 * size, y + 60 * size),
                (x + 44 * size, y + 116 * size),
                (x - 44 * size, y + 116 * size),
                (x - 48 * size, y + 60 * size),
            ),
            body,
        )
        yield rect(x - 36 * size, y + 60 * size, 32 * size, 30 * size, "#d7eef5")
        yield rect(x + 4 * size, y + 60 * size, 32 * size, 30 * size, "#d7eef5")


def rain() -> Iterator[Shape]:
    yield sky("#66788a", "#b9c6cb", 480)
    yield ridge(420, 190, 0.2, "#7d919c")
    yield ridge(450, 120, 0.66, "#62808a")
    yield rect(0, 470, WIDTH, HEIGHT - 470, "#567a5c")
    yield ridge(520, 60, 0.4, "#4b7356", soft)
    for x, y, width in ((300, 560, 190), (860, 540, 160)):
        yield from stilt_house(x, y, width, "#6d4a38")
    for x, height in ((130, 150), (520, 130), (1060, 170)):
        yield from tree(x, 575, height, "#3f6f48")
    yield _ribbon([(610, 520, 20), (660, 560, 46), (560, 610, 96), (650, 690, 210)], "#8aa3a8")
    for x, y, size in ((240, 150, 100), (560, 120, 130), (930, 160, 120)):
        yield from cloud(x, y + 14, size, "#56636f", 1)
        yield from cloud(x - 20, y, size * 0.9, "#75838e", 1)
    yield Polygon(((700, 175), (650, 268), (688, 268), (655, 350), (744, 240), (702, 240), (742, 175)), "#ffd75e")
    for number in range(64):
        drop = ((number * 0.618034 % 1) * 1240, 190 + (number + 0.5) / 64 * 430)
        yield Line((drop, (drop[0] - 14, drop[1] + 36)), "#d5e3ea", 2.5)
    for x, y in ((520, 632), (640, 596), (720, 650)):
        yield Ellipse(x, y, 34, 8, "#c9d8dc", 0.6)


def solar() -> Iterator[Shape]:
    yield sky("#6fbdf0", "#eef7ee", 430)
    yield from sun(930, 135, 60, "#ffd75e")
    yield from cloud(300, 140, 58)
    yield from far_mountains(0.72, 370)
    yield rect(0, 430, WIDTH, HEIGHT - 430, "#8fbf6a")
    yield ridge(470, 50, 0.28, "#7cb05c", soft)
    for x in (170, 330):
        yield Polygon(((x - 5, 470), (x + 5, 470), (x + 3, 230), (x - 3, 230)), "#eef1f2")
        for angle in (90, 210, 330):
            turn = math.radians(angle + x)
            tip = (x + 84 * math.cos(turn), 230 - 84 * math.sin(turn))
            side = (x + 9 * math.cos(turn + 1.2), 230 - 9 * math.sin(turn + 1.2))
            yield Polygon(((x, 230), side, tip), "#ffffff")
        yield Ellipse(x, 230, 8, 8, "#c7ced2")
    for row, (y, scale) in enumerate(((470, 0.62), (530, 0.85), (604, 1.12))):
        width, high = 190 * scale, 62 * scale
        for number in range(-1, 8):
            left = number * width * 1.12 + row * 40 - 30
            lean = 26 * scale
            yield rect(left + width * 0.48, y + high, 7 * scale, 24 * scale, "#77828a")
            corners = (
                (left + lean, y),
                (left + width + lean * 0.2, y),
                (left + width - lean * 0.6, y + high),
                (left, y + high),
            )
            yield Polygon(corners, "#1f4e79")
            for part in (1 / 4, 2 / 4, 3 / 4):
                top = left + lean + (width - lean * 0.8) * part
                yield Line(((top, y), (left + (width - lean * 0.6) * part, y + high)), "#6fa3cf", 1.6)
            yield Line(((left + lean * 0.5, y + high / 2), (left + width - lean * 0.2, y + high / 2)), "#6fa3cf", 1.6)


def tea() -> Iterator[Shape]:
    yield sky("#a5d8ee", "#f6f7dc", 400)
    yield from sun(980, 130, 46)
    yield from cloud(380, 120, 60)
    yield from far_mountains(0.33, 350)
    for level in range(11):
        base = 380 + level * 27 + level**1.45
        top = [
            (float(x), ridge_height(x, base, 84 - level * 5, 0.62 - level * 0.018, soft))
            for x in range(0, WIDTH + 10, 10)
        ]
        yield Polygon(((0, HEIGHT), *top, (WIDTH, HEIGHT)), "#4f9a4b" if level % 2 else "#63ad54")
        crest = [(x, y + 13 + level) for x, y in top]
        yield Line(tuple(crest), "#2f7040", 4 + level * 0.5)
    for x, y, shirt, height in (
        (300, 560, "#b83b5e", 84),
        (420, 590, "#2d6a9f", 92),
        (770, 566, "#e4572e", 86),
        (900, 606, "#6a4c93", 98),
    ):
        yield from villager(x, y, height, shirt)
        yield Polygon(
            (
                (x + height * 0.16, y - height * 0.62),
                (x + height * 0.4, y - height * 0.62),
                (x + height * 0.35, y - height * 0.3),
                (x + height * 0.2, y - height * 0.3),
            ),
            "#c99a66",
        )
    for x, height in ((120, 110), (1090, 140)):
        yield from tree(x, 480, height, "#3f7d45")
