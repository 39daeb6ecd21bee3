"""The built town: school, clinic, market, office, library, and things of the desk: phone, books."""

from __future__ import annotations

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
    sun,
    tree,
    villager,
    windows,
)
from crawlers.sample_portal.pictures.shapes import Ellipse, Line, Polygon, Shape


def _ground(fill: str, pavement: str = "#e3ddcf") -> Iterator[Shape]:
    yield rect(0, 520, WIDTH, HEIGHT - 520, fill)
    yield Polygon(((430, 540), (770, 540), (960, HEIGHT), (240, HEIGHT)), pavement)


def school() -> Iterator[Shape]:
    yield sky("#8fd0f0", "#f2f8ee", 520)
    yield from cloud(250, 110, 60)
    yield from cloud(960, 150, 52)
    yield from far_mountains(0.05, 380)
    yield ridge(480, 70, 0.45, "#6aa468", soft)
    yield from _ground("#9cc978")
    yield rect(180, 290, 840, 260, "#f6d98b")
    yield rect(180, 410, 840, 12, "#e8bf5e")
    yield Polygon(((150, 292), (200, 228), (1000, 228), (1050, 292)), "#b5482f")
    yield from windows(214, 316, 3, 2, (96, 124), (58, 72))
    yield from windows(736, 316, 3, 2, (96, 124), (58, 72))
    yield rect(500, 270, 200, 280, "#fbeecb")
    yield Polygon(((480, 272), (600, 196), (720, 272)), "#9c3b26")
    yield Ellipse(600, 248, 24, 24, "#ffffff")
    yield Line(((600, 248), (600, 233)), "#33404d", 3)
    yield Line(((600, 248), (611, 254)), "#33404d", 3)
    yield rect(520, 300, 160, 34, "#2d6a9f")
    for x in (532, 556, 580, 604, 628, 652):
        yield rect(x, 311, 16, 12, "#ffffff")
    yield rect(548, 430, 104, 120, "#8a5a3c")
    yield rect(597, 430, 6, 120, "#6d442c")
    yield from flag(410, 600, 300)
    for x, height in ((100, 190), (1100, 200)):
        yield from tree(x, 580, height)
    for x, y, shirt in ((520, 622, "#ffffff"), (566, 640, "#ffffff"), (655, 616, "#ffffff"), (700, 640, "#ffffff")):
        yield from person(x, y, 86, shirt, "#2d4f7c")
        yield Polygon(((x - 8, y - 66), (x + 8, y - 66), (x, y - 50)), "#d62828")


def clinic() -> Iterator[Shape]:
    yield sky("#a9dcec", "#f3faf6", 520)
    yield from cloud(930, 110, 62)
    yield from far_mountains(0.48, 370)
    yield ridge(480, 60, 0.1, "#7db574", soft)
    yield from _ground("#a9d08a", "#e8e4da")
    yield rect(240, 270, 720, 280, "#ffffff")
    yield rect(240, 270, 720, 30, "#3a9d8f")
    yield rect(240, 530, 720, 20, "#cfe3df")
    yield rect(500, 190, 200, 360, "#f1f8f6")
    yield rect(500, 190, 200, 16, "#3a9d8f")
    yield Ellipse(600, 268, 46, 46, "#ffffff")
    yield rect(586, 236, 28, 64, "#2f8f6f")
    yield rect(568, 254, 64, 28, "#2f8f6f")
    yield from windows(280, 330, 2, 2, (104, 100), (72, 62))
    yield from windows(744, 330, 2, 2, (104, 100), (72, 62))
    yield rect(544, 420, 112, 130, "#9fd3dd")
    yield rect(597, 420, 6, 130, "#ffffff")
    yield Polygon(((510, 412), (690, 412), (712, 432), (488, 432)), "#3a9d8f")
    yield rect(776, 556, 200, 66, "#ffffff")
    yield Polygon(((976, 570), (1010, 570), (1040, 600), (1040, 622), (976, 622)), "#ffffff")
    yield rect(776, 592, 264, 10, "#3a9d8f")
    yield Polygon(((984, 576), (1006, 576), (1026, 598), (984, 598)), "#9fd3dd")
    yield rect(856, 566, 12, 24, "#2f8f6f")
    yield rect(850, 572, 24, 12, "#2f8f6f")
    for wheel in (824, 996):
        yield Ellipse(wheel, 624, 18, 18, "#2e3338")
        yield Ellipse(wheel, 624, 7, 7, "#c7ced2")
    yield from person(470, 632, 108, "#ffffff", "#3a9d8f")
    yield from villager(400, 636, 100, "#6a4c93")
    for x, height in ((120, 200), (1110, 180)):
        yield from tree(x, 560, height)


def market() -> Iterator[Shape]:
    yield sky("#f9d9a5", "#fdf3dc", 430)
    yield from sun(180, 130, 46, "#fff0c2")
    yield ridge(400, 180, 0.25, "#b7a6a6")
    yield ridge(430, 120, 0.7, "#93938f")
    yield rect(0, 430, WIDTH, HEIGHT - 430, "#d9bd8f")
    for x in range(-60, WIDTH, 220):
        yield rect(x + 20, 330, 8, 150, "#7a5539")
        yield rect(x + 180, 330, 8, 150, "#7a5539")
        colours = ("#d9443f", "#f7f3df") if x // 220 % 2 else ("#2d7d9a", "#f7f3df")
        for stripe in range(6):
            left = x + stripe * 34
            yield Polygon(((left + 12, 286), (left + 46, 286), (left + 38, 344), (left + 4, 344)), colours[stripe % 2])
        yield rect(x + 14, 440, 184, 60, "#a97848")
        yield rect(x + 14, 436, 184, 10, "#c99a66")
        for number in range(7):
            fill = ("#e4572e", "#f2b33d", "#6aa84f", "#b83b5e")[(number + x // 220) % 4]
            yield Ellipse(x + 30 + number * 25, 428, 12, 12, fill)
            if number % 2:
                yield Ellipse(x + 42 + number * 22, 412, 10, 10, fill)
    for x, y, shirt, height in (
        (150, 590, "#b83b5e", 138),
        (260, 618, "#2d6a9f", 150),
        (560, 600, "#6a4c93", 142),
        (690, 628, "#e4572e", 152),
        (930, 604, "#2f8f6f", 140),
        (1060, 630, "#b83b5e", 150),
    ):
        yield from villager(x, y, height, shirt)
    for x, y in ((430, 634), (820, 640)):
        yield Polygon(((x - 52, y - 40), (x + 52, y - 40), (x + 38, y), (x - 38, y)), "#b88a55")
        for dx, fill in ((-34, "#6aa84f"), (-10, "#8fbf4f"), (14, "#e4572e"), (36, "#f2b33d")):
            yield Ellipse(x + dx, y - 44, 17, 14, fill)


def office() -> Iterator[Shape]:
    yield sky("#93ccee", "#f3f8f4", 520)
    yield from cloud(220, 130, 58)
    yield from cloud(1010, 100, 46)
    yield from far_mountains(0.82, 380)
    yield ridge(490, 56, 0.3, "#71ab6b", soft)
    yield from _ground("#a3cc80")
    yield rect(150, 300, 900, 250, "#f3e3b5")
    yield rect(150, 292, 900, 14, "#d8b86a")
    yield rect(150, 416, 900, 8, "#d8b86a")
    yield from windows(184, 322, 3, 2, (92, 122), (54, 74))
    yield from windows(778, 322, 3, 2, (92, 122), (54, 74))
    yield rect(450, 250, 300, 300, "#faf0cf")
    yield Polygon(((430, 252), (600, 178), (770, 252)), "#c9543a")
    yield Ellipse(600, 228, 22, 22, "#d62828")
    yield star(600, 228, 15, "#ffd166")
    for x in (478, 560, 622, 704):
        yield rect(x, 320, 18, 220, "#ffffff")
    yield rect(464, 306, 272, 18, "#e8cf8a")
    yield rect(490, 270, 220, 28, "#b5302a")
    for x in range(502, 700, 26):
        yield rect(x, 279, 16, 10, "#ffe08a")
    yield rect(566, 420, 68, 130, "#7a5539")
    for step in range(4):
        yield rect(470 - step * 22, 540 + step * 10, 260 + step * 44, 10, "#efe7d3" if step % 2 else "#dcd2b8")
    yield from flag(340, 610, 330)
    for x in (230, 960):
        yield from tree(x, 590, 150)
    for x in range(60, 1160, 90):
        if not 380 < x < 830:
            yield Ellipse(x, 606, 40, 20, "#5f9e58")
            yield Ellipse(x + 12, 600, 6, 6, "#e4572e")


def library() -> Iterator[Shape]:
    yield rect(0, 0, WIDTH, HEIGHT, "#f4e3c3")
    yield rect(0, 540, WIDTH, HEIGHT - 540, "#c08c5a")
    for y in (575, 620):
        yield Line(((0, y), (WIDTH, y)), "#a9774a", 3)
    colours = ("#b83b5e", "#2d6a9f", "#e4a13d", "#2f8f6f", "#6a4c93", "#d9653f", "#4a7c8c")
    for shelf_x in (70, 820):
        yield rect(shelf_x, 90, 310, 460, "#8a5a3c")
        for row in range(4):
            top = 106 + row * 110
            yield rect(shelf_x + 14, top, 282, 98, "#6d442c")
            left = shelf_x + 20.0
            for number in range(11):
                pick = (number * 3 + row * 2 + shelf_x) % 7
                wide, high = 18 + pick * 1.6, 66 + (pick * 5 + row * 7) % 27
                if left + wide > shelf_x + 292:
                    break
                yield rect(left, top + 98 - high, wide, high, colours[pick])
                yield rect(left, top + 98 - high + 12, wide, 5, "#f4e3c3")
                left += wide + 3
    yield rect(440, 110, 320, 260, "#ffffff")
    yield rect(452, 122, 296, 236, "#9fd3ee")
    yield Polygon(((452, 358), (452, 290), (540, 210), (610, 300), (680, 240), (748, 310), (748, 358)), "#6b97a3")
    yield Polygon(((452, 358), (452, 326), (560, 296), (660, 332), (748, 312), (748, 358)), "#6aa468")
    yield rect(596, 122, 8, 236, "#ffffff")
    yield rect(452, 236, 296, 8, "#ffffff")
    yield from person(520, 560, 160, "#ffffff", "#2d4f7c")
    yield from person(690, 560, 150, "#f2b33d", "#33404d")
    yield rect(400, 490, 400, 18, "#a9774a")
    for x in (420, 768):
        yield rect(x, 508, 14, 120, "#8a5a3c")
    for x, fill in ((470, "#b83b5e"), (640, "#2f8f6f")):
        yield Polygon(((x, 484), (x + 44, 474), (x + 44, 490), (x, 492)), "#ffffff")
        yield Polygon(((x + 44, 474), (x + 88, 484), (x + 88, 492), (x + 44, 490)), "#f0ead8")
        yield Line(((x, 493), (x + 44, 491), (x + 88, 493)), fill, 4)


def phone() -> Iterator[Shape]:
    yield sky("#2d6a9f", "#7fc4d8", HEIGHT)
    yield ridge(600, 230, 0.3, "#3f83ad")
    yield ridge(650, 150, 0.75, "#2f6f99")
    yield Ellipse(600, 360, 330, 330, "#ffffff", 0.1)
    yield rect(452, 66, 296, 550, "#1f2d3a")
    for cx in (472, 728):
        for cy in (66, 616):
            yield Ellipse(cx, cy, 20, 20, "#1f2d3a")
    yield rect(472, 46, 256, 590, "#1f2d3a")
    yield rect(470, 92, 260, 490, "#f5f9fb")
    yield Ellipse(600, 609, 14, 14, "#53636f")
    yield rect(560, 66, 80, 8, "#53636f")
    yield rect(470, 92, 260, 62, "#c8322b")
    yield star(506, 123, 18, "#ffd166")
    yield rect(536, 108, 150, 12, "#ffffff")
    yield rect(536, 128, 100, 8, "#f6b7b0")
    for row in range(3):
        for column in range(3):
            x, y = 492 + column * 76, 176 + row * 84
            fill = ("#2f8f6f", "#e4a13d", "#2d6a9f", "#b83b5e", "#4a7c8c", "#d9653f")[(row * 3 + column) % 6]
            yield rect(x, y, 62, 54, fill, 0.9)
            yield rect(x + 19, y + 15, 24, 24, "#ffffff", 0.9)
            yield rect(x + 6, y + 60, 50, 6, "#b4c3cc")
    yield rect(492, 446, 216, 40, "#2f8f6f")
    yield Line(((580, 466), (594, 478), (622, 454)), "#ffffff", 7)
    for y, width in ((506, 216), (526, 180), (546, 200)):
        yield rect(492, y, width, 8, "#cfdae0")
    for x, y, side in ((250, 250, 1), (950, 300, -1)):
        yield Polygon(
            (
                (x - 110, y - 60),
                (x + 110, y - 60),
                (x + 110, y + 50),
                (x + 30 * side, y + 50),
                (x + 60 * side, y + 90),
                (x, y + 50),
                (x - 110, y + 50),
            )
            if side > 0
            else (
                (x - 110, y - 60),
                (x + 110, y - 60),
                (x + 110, y + 50),
                (x, y + 50),
                (x - 60, y + 90),
                (x - 30, y + 50),
                (x - 110, y + 50),
            ),
            "#ffffff",
            0.95,
        )
    for dy, width in ((-34, 170), (-8, 140), (18, 160)):
        yield rect(164, 250 + dy, width, 12, "#9fb6c4")
    yield Polygon(((950, 250), (992, 266), (986, 306), (950, 334), (914, 306), (908, 266)), "#2f8f6f")
    yield Line(((932, 290), (946, 304), (972, 276)), "#ffffff", 8)


def books() -> Iterator[Shape]:
    yield sky("#fbe7c6", "#f6d3a3", 470)
    yield Ellipse(860, 210, 210, 210, "#fff3d6", 0.6)
    yield rect(0, 470, WIDTH, HEIGHT - 470, "#a9774a")
    yield rect(0, 470, WIDTH, 12, "#8a5a3c")
    left = 330
    for number, (fill, wide, shift) in enumerate(
        (("#2d6a9f", 400, 0), ("#b83b5e", 360, 26), ("#2f8f6f", 420, -12), ("#e4a13d", 340, 34))
    ):
        y = 506 - number * 54
        yield rect(left + shift, y, wide, 50, fill)
        yield rect(left + shift + 14, y + 7, wide - 14, 36, "#fbf3df")
        for line in (15, 24, 33):
            yield Line(((left + shift + 22, y + line), (left + shift + wide - 6, y + line)), "#e4d8bb", 1.5)
        yield rect(left + shift, y, 16, 50, fill)
    yield Polygon(((392, 326), (540, 300), (540, 336), (392, 350)), "#fffaf0")
    yield Polygon(((540, 300), (690, 326), (690, 350), (540, 336)), "#f1e6cc")
    for y in (318, 326):
        yield Line(((412, y + 10), (526, y - 6)), "#c9bd9d", 2)
        yield Line(((554, y - 6), (672, y + 12)), "#c9bd9d", 2)
    yield Line(((392, 352), (540, 338), (690, 352)), "#b5482f", 6)
    yield rect(820, 480, 120, 76, "#d9653f")
    yield Ellipse(880, 480, 60, 15, "#e98a63")
    yield Ellipse(880, 480, 50, 11, "#6d442c")
    yield Polygon(
        ((938, 496), (972, 500), (972, 530), (938, 538), (938, 528), (958, 522), (958, 508), (938, 506)), "#d9653f"
    )
    yield rect(150, 430, 90, 126, "#4a7c8c")
    for x, fill, lean in ((168, "#e4a13d", -16), (190, "#c8322b", 4), (212, "#2f8f6f", 20)):
        yield Line(((x, 430), (x + lean, 316)), fill, 11)
        yield Polygon(((x + lean - 6, 318), (x + lean + 6, 318), (x + lean * 1.15, 294)), "#f4e3c3")
