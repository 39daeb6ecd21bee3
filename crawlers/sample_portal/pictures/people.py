"""People together: festival, sport, lanterns, the horse race of the highlands."""

from __future__ import annotations

import math
from collections.abc import Iterator

from crawlers.sample_portal.pictures.scenery import (
    HEIGHT,
    WIDTH,
    cloud,
    far_mountains,
    flag,
    person,
    rect,
    ridge,
    sky,
    soft,
    star,
    stilt_house,
    sun,
    tree,
    villager,
)
from crawlers.sample_portal.pictures.shapes import Ellipse, Line, Polygon, Shape


def festival() -> Iterator[Shape]:
    yield sky("#8fd0f0", "#fdf0d4", 480)
    yield from sun(1020, 120, 48)
    yield from cloud(260, 120, 56)
    yield from far_mountains(0.62, 390)
    yield ridge(480, 70, 0.2, "#6aa468", soft)
    yield rect(0, 500, WIDTH, HEIGHT - 500, "#a9cf7c")
    yield Ellipse(600, 610, 520, 90, "#dcc48d")
    for x in (170.0, 1030.0):
        yield from stilt_house(x, 510, 170)
    yield rect(595, 160, 10, 440, "#8a5a3c")
    yield Ellipse(600, 150, 42, 42, "#d62828")
    yield Ellipse(600, 150, 30, 30, "#ffd166")
    yield Ellipse(600, 150, 16, 16, "#ffffff")
    colours = ("#d62828", "#f2b33d", "#2f8f6f", "#2d6a9f", "#b83b5e")
    for side in (-1, 1):
        for line, reach in enumerate((470, 330)):
            end = (600 + side * reach, 330 + line * 40)
            yield Line(((600, 190), (600 + side * reach * 0.5, 290 + line * 24), end), "#7a5539", 2)
            for number in range(1, 9):
                part = number / 9
                px = 600 + side * reach * part
                py = 190 + (140 + line * 40) * part + 44 * math.sin(math.pi * part) * (0.9 - line * 0.1)
                yield Polygon(((px - 12, py - 6), (px + 12, py - 6), (px, py + 24)), colours[(number + line) % 5])
    for number in (0, 1, 2, 3, 6, 7, 8, 9):
        angle = math.pi * (number + 0.5) / 10
        yield from villager(600 - 400 * math.cos(angle), 590 + 52 * math.sin(angle), 110, colours[number % 5])
    for x in (540, 660):
        yield Ellipse(x, 560, 44, 14, "#8f2f24")
        yield rect(x - 44, 560, 88, 50, "#b5402f")
        yield Ellipse(x, 610, 44, 14, "#b5402f")
        yield Ellipse(x, 560, 38, 11, "#f4e3c3")


def sport() -> Iterator[Shape]:
    yield sky("#86c8ec", "#eef6f0", 420)
    yield from cloud(320, 110, 56)
    yield from cloud(900, 140, 48)
    yield from far_mountains(0.9, 350)
    yield rect(0, 372, WIDTH, 78, "#c9d1d6")
    for row in range(3):
        for number in range(60):
            fill = ("#d9653f", "#f2b33d", "#2d6a9f", "#ffffff", "#b83b5e", "#2f8f6f")[(number * 5 + row * 3) % 6]
            yield Ellipse(10 + number * 20 + row * 7, 388 + row * 22, 8, 9, fill)
    yield rect(0, 440, WIDTH, 12, "#8d99a3")
    for stripe in range(8):
        yield Polygon(
            (
                (stripe * 150, 452),
                (stripe * 150 + 150, 452),
                (stripe * 214 - 106, HEIGHT),
                (stripe * 214 - 320, HEIGHT),
            ),
            "#5ea353" if stripe % 2 else "#6fb560",
        )
    yield Polygon(((1050, 452), (WIDTH, 452), (WIDTH, HEIGHT), (1392, HEIGHT)), "#6fb560")
    yield Line(((0, 470), (WIDTH, 470)), "#f4f8f0", 4)
    yield Line(((600, 470), (600, HEIGHT)), "#f4f8f0", 4)
    for dx in range(-100, 101, 20):
        yield Line(((1010 + dx * 0.9, 386), (1010 + dx * 0.9, 478)), "#e7ecef", 1.5)
    for dy in range(386, 479, 18):
        yield Line(((920, dy), (1100, dy)), "#e7ecef", 1.5)
    yield Line(((920, 480), (920, 384), (1100, 384), (1100, 480)), "#ffffff", 8)
    for x, y, shirt, height in (
        (250, 590, "#d62828", 150),
        (420, 632, "#2d6a9f", 164),
        (700, 610, "#d62828", 156),
        (860, 560, "#2d6a9f", 130),
    ):
        yield Ellipse(x, y, 44, 7, "#3f7d45", 0.5)
        yield from person(x, y, height, shirt, "#ffffff")
        yield Line(((x - 18, y - height * 0.7), (x - 44, y - height * 0.52)), shirt, 11)
        yield Line(((x + 18, y - height * 0.7), (x + 42, y - height * 0.82)), shirt, 11)
    yield from person(1010, 500, 96, "#f2b33d", "#33404d")
    yield Ellipse(560, 634, 19, 19, "#ffffff")
    yield star(560, 634, 11, "#2b2b2b")


def _lantern(x: float, y: float, size: float, fill: str) -> Iterator[Shape]:
    yield Line(((x, y - size * 2.2), (x, y - size)), "#f2d9a0", 2)
    yield Ellipse(x, y, size * 2.1, size * 2.1, fill, 0.16)
    yield Ellipse(x, y, size, size * 0.88, fill)
    yield Ellipse(x, y, size * 0.55, size * 0.88, "#ffe9a8", 0.55)
    yield rect(x - size * 0.4, y - size * 1.02, size * 0.8, size * 0.2, "#7a2f1e")
    yield rect(x - size * 0.4, y + size * 0.82, size * 0.8, size * 0.2, "#7a2f1e")
    for dx in (-0.2, 0, 0.2):
        yield Line(((x + size * dx, y + size), (x + size * dx, y + size * 1.6)), "#f2b33d", 2.5)


def lantern() -> Iterator[Shape]:
    yield sky("#141d45", "#6b4a7d", 520)
    for number in range(46):
        x, y = (number * 263) % WIDTH, 12 + (number * 97) % 300
        yield Ellipse(x, y, 1.6 + number % 3 * 0.7, 1.6 + number % 3 * 0.7, "#fff6d6", 0.8)
    yield from sun(930, 130, 52, "#fff0c2")
    yield ridge(450, 190, 0.35, "#3b3a6b")
    yield ridge(490, 120, 0.8, "#2c2f59")
    yield rect(0, 510, WIDTH, HEIGHT - 510, "#1f2547")
    for x, width in ((130, 210), (390, 180), (830, 190), (1080, 210)):
        yield from stilt_house(x, 560, width, "#3d2b3f")
        for dx in (-0.28, 0.02, 0.3):
            yield rect(x + width * dx - width * 0.05, 560 - width * 0.37, width * 0.1, width * 0.12, "#ffd777")
    yield Polygon(((480, 560), (720, 560), (880, HEIGHT), (320, HEIGHT)), "#43406b")
    fills = ("#e4372e", "#f08a24", "#e4372e", "#f2b33d", "#d94f70", "#e4372e", "#f08a24")
    for row, (top, size, count) in enumerate(((250, 30, 7), (120, 42, 6))):
        step = WIDTH / count
        knots = [(-20.0, top - 60.0)]
        places = []
        for number in range(count):
            knot = (step * (number + 0.5), top - 40 + 26 * soft(number * 0.5 + row * 0.25))
            places.append(knot)
            knots.append(knot)
        yield Line((*knots, (WIDTH + 20.0, top - 60.0)), "#8d7a6a", 3)
        for number, (hook, height) in enumerate(places):
            yield from _lantern(hook, height + size * 2.2, size, fills[(number + row * 2) % 7])
    for x, y, shirt in ((500, 640, "#b83b5e"), (575, 655, "#e4a13d"), (680, 646, "#2f8f6f")):
        yield from villager(x, y, 104, shirt)
        yield Line(((x + 14, y - 70), (x + 36, y - 84)), "#e8b98f", 5)
        yield Line(((x + 36, y - 112), (x + 36, y - 74)), "#c9a46a", 3)
        yield Ellipse(x + 36, y - 64, 24, 24, "#ffd777", 0.25)
        yield star(x + 36, y - 64, 15, "#ff9f43")


def _horse(x: float, foot: float, scale: float, coat: str, mane: str, shirt: str) -> Iterator[Shape]:
    def at(dx: float, dy: float) -> tuple[float, float]:
        return x + dx * scale, foot - dy * scale

    yield Ellipse(x, foot, 110 * scale, 9 * scale, "#6e8f4a", 0.55)
    for hip, knee, hoof in (
        ((-58, 62), (-92, 40), (-112, 8)),
        ((-46, 60), (-52, 34), (-84, 16)),
        ((52, 62), (86, 44), (104, 14)),
        ((42, 60), (70, 34), (62, 4)),
    ):
        yield Line((at(*hip), at(*knee), at(*hoof)), coat, 13 * scale)
    yield Polygon((at(-70, 92), at(-110, 88), at(-146, 62), at(-118, 70), at(-84, 74)), mane)
    yield Ellipse(*at(0, 82), 82 * scale, 31 * scale, coat)
    yield Polygon((at(40, 96), at(84, 150), at(108, 142), at(104, 120), at(74, 62)), coat)
    yield Polygon((at(80, 152), at(112, 152), at(148, 122), at(140, 110), at(100, 120)), coat)
    yield Polygon((at(84, 150), at(88, 170), at(98, 154)), coat)
    yield Polygon((at(34, 106), at(48, 132), at(84, 160), at(82, 140), at(62, 108)), mane)
    yield Ellipse(*at(112, 140), 3.4 * scale, 3.4 * scale, "#1d1712")
    yield Polygon((at(-24, 114), at(28, 114), at(22, 92), at(-18, 92)), "#c8322b")
    yield Line((at(4, 116), at(18, 92), at(10, 66)), "#33404d", 14 * scale)
    yield Polygon((at(-16, 112), at(18, 112), at(36, 166), at(10, 172)), shirt)
    yield Line((at(26, 158), at(52, 134), at(78, 136)), shirt, 11 * scale)
    yield Ellipse(*at(32, 186), 13 * scale, 15 * scale, "#e8b98f")
    yield Polygon((at(17, 190), at(22, 206), at(42, 206), at(48, 190)), "#27405e")


def horse() -> Iterator[Shape]:
    yield sky("#8accf0", "#f7f3d8", 420)
    yield from sun(220, 130, 46)
    yield from cloud(700, 110, 60)
    yield from far_mountains(0.4, 370)
    yield ridge(450, 80, 0.85, "#6aa468", soft)
    for x, height in ((80, 120), (1010, 130), (1130, 110)):
        yield from tree(x, 470, height)
    yield rect(0, 460, WIDTH, HEIGHT - 460, "#9cc978")
    yield rect(0, 505, WIDTH, 170, "#d9bd8f")
    for x in range(-20, WIDTH, 90):
        yield rect(x, 446, 8, 62, "#f7f3df")
    for y in (458, 480):
        yield Line(((0, y), (WIDTH, y)), "#f7f3df", 6)
    for number, x in enumerate(range(380, 1000, 48)):
        fill = ("#b83b5e", "#2d6a9f", "#6a4c93", "#e4572e", "#2f8f6f")[number % 5]
        yield from villager(x, 448 + number % 3 * 2, 56, fill)
    for x in (320, 1060):
        yield from flag(x, 470, 190)
    yield from _horse(880, 580, 0.95, "#6d442c", "#2f1d12", "#2d6a9f")
    yield from _horse(580, 610, 1.08, "#f1ece0", "#b9ad98", "#d62828")
    yield from _horse(270, 648, 1.2, "#9c5a2e", "#3a2216", "#f2b33d")
    for x, y, size in ((60, 640, 26), (105, 654, 18), (400, 606, 18), (720, 578, 16)):
        yield Ellipse(x, y, size * 1.6, size * 0.6, "#efe0bd", 0.8)
    yield rect(0, 664, WIDTH, HEIGHT - 664, "#9cc978")
