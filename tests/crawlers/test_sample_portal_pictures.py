"""The drawn pictures: each as well-formed SVG and as PNG of the size that pages announce."""

from __future__ import annotations

import io

import lxml.etree
import pytest
from PIL import Image

from crawlers.sample_portal import pictures
from crawlers.sample_portal.pictures.shapes import Ellipse, Gradient, Line, Picture, Polygon, to_png, to_svg

SVG = "{http://www.w3.org/2000/svg}"


@pytest.mark.parametrize("name", pictures.NAMES)
def test_each_picture_is_drawn(name: str) -> None:
    root = lxml.etree.fromstring(pictures.svg(name))
    assert root.tag == f"{SVG}svg"
    assert root.get("viewBox") == "0 0 1200 675"
    assert root.findtext(f"{SVG}title") == pictures.picture(name).alt
    assert len(pictures.picture(name).shapes) > 20
    with Image.open(io.BytesIO(pictures.png(name))) as image:
        assert (image.format, image.mode, image.size) == ("PNG", "RGB", (1200, 675))
        colours = image.getcolors(1200 * 675)
        assert colours is not None
        assert max(count for count, _ in colours) < 0.5 * 1200 * 675, "half the picture is empty"


def test_all_names_of_the_article_format_are_there_and_differ() -> None:
    names = (
        "bridge terraces school clinic market festival forest river office road sport tea cable-car library rain "
        "solar phone books lantern horse"
    )
    assert set(pictures.NAMES) == set(names.split())
    assert len({pictures.svg(name) for name in pictures.NAMES}) == len(pictures.NAMES)
    assert len({pictures.picture(name).alt for name in pictures.NAMES}) == len(pictures.NAMES)


def test_svg_and_png_say_the_same() -> None:
    picture = Picture(
        'Bốn hình & "một" <nền>',
        (
            Gradient(0, 40, "#000000", "#ffffff"),
            Polygon(((0, 40), (100, 40), (100, 80), (0, 80)), "#00ff00"),
            Polygon(((50, 40), (100, 40), (100, 80), (50, 80)), "#ff0000", 0.5),
            Ellipse(25, 60, 10, 10, "#0000ff"),
            Line(((10, 90), (90, 90)), "#ffff00", 8),
        ),
        width=100,
        height=100,
    )
    root = lxml.etree.fromstring(to_svg(picture).encode())
    assert root.findtext(f"{SVG}title") == picture.alt
    drawn = [element.tag.removeprefix(SVG) for element in root]
    assert drawn == ["title", "linearGradient", "rect", "polygon", "polygon", "ellipse", "polyline"]
    assert to_png(picture) == to_png(picture)
    with Image.open(io.BytesIO(to_png(picture))) as image:
        assert image.getpixel((10, 45)) == (0, 255, 0)
        assert image.getpixel((25, 60)) == (0, 0, 255)
        assert image.getpixel((50, 90)) == (255, 255, 0)
        assert image.getpixel((90, 97)) == (255, 255, 255)
        red, green, blue = image.getpixel((75, 60))  # type: ignore[misc]
        assert abs(red - 128) <= 1
        assert abs(green - 127) <= 1
        assert blue == 0
        top, bottom = image.getpixel((5, 1)), image.getpixel((5, 38))
        assert top < (20, 20, 20) < (230, 230, 230) < bottom  # type: ignore[operator]


def test_an_unknown_picture_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        pictures.picture("cat")
