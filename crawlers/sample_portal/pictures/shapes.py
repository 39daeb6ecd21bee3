"""A picture as a list of flat shapes, written as SVG and painted as PNG from the same description."""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import dataclass
from xml.sax.saxutils import escape

from PIL import Image, ImageColor, ImageDraw

Point = tuple[float, float]
_SUPERSAMPLE = 2


@dataclass(frozen=True, slots=True)
class Polygon:
    """A filled polygon; `opacity` is 0 to 1."""

    points: tuple[Point, ...]
    fill: str
    opacity: float = 1.0


@dataclass(frozen=True, slots=True)
class Ellipse:
    """A filled ellipse around (cx, cy)."""

    cx: float
    cy: float
    rx: float
    ry: float
    fill: str
    opacity: float = 1.0


@dataclass(frozen=True, slots=True)
class Line:
    """An opaque polyline with round ends and joints."""

    points: tuple[Point, ...]
    stroke: str
    width: float


@dataclass(frozen=True, slots=True)
class Gradient:
    """A vertical gradient over the full width, from `top` (at y0) to `bottom` (at y1)."""

    y0: float
    y1: float
    top: str
    bottom: str


Shape = Polygon | Ellipse | Line | Gradient


@dataclass(frozen=True, slots=True)
class Picture:
    """Shapes painted in order on `width` by `height` pixels; `alt` says in Vietnamese what is to be seen."""

    alt: str
    shapes: tuple[Shape, ...]
    width: int = 1200
    height: int = 675


def to_svg(picture: Picture) -> str:
    """The picture as a stand-alone SVG document."""
    size = f'viewBox="0 0 {picture.width} {picture.height}" width="{picture.width}" height="{picture.height}"'
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img">',
        f"<title>{escape(picture.alt)}</title>",
    ]
    lines += (_svg(shape, number, picture.width) for number, shape in enumerate(picture.shapes))
    lines.append("</svg>")
    return "\n".join(lines) + "\n"


def to_png(picture: Picture) -> bytes:
    """The picture as PNG; the same picture gives the same bytes under one version of Pillow."""
    size = (picture.width * _SUPERSAMPLE, picture.height * _SUPERSAMPLE)
    image = Image.new("RGB", size, "white")
    draw = ImageDraw.Draw(image, "RGBA")
    for shape in picture.shapes:
        _paint(draw, shape, size[0])
    out = io.BytesIO()
    image.reduce(_SUPERSAMPLE).save(out, "PNG")
    return out.getvalue()


def _number(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def _svg_points(points: Iterable[Point]) -> str:
    return " ".join(f"{_number(x)},{_number(y)}" for x, y in points)


def _svg(shape: Shape, number: int, width: int) -> str:
    match shape:
        case Polygon():
            return f'<polygon points="{_svg_points(shape.points)}" {_svg_fill(shape.fill, shape.opacity)}/>'
        case Ellipse():
            return (
                f'<ellipse cx="{_number(shape.cx)}" cy="{_number(shape.cy)}" rx="{_number(shape.rx)}" '
                f'ry="{_number(shape.ry)}" {_svg_fill(shape.fill, shape.opacity)}/>'
            )
        case Line():
            return (
                f'<polyline points="{_svg_points(shape.points)}" fill="none" stroke="{shape.stroke}" '
                f'stroke-width="{_number(shape.width)}" stroke-linecap="round" stroke-linejoin="round"/>'
            )
        case Gradient():
            return (
                f'<linearGradient id="g{number}" x1="0" y1="0" x2="0" y2="1">'
                f'<stop offset="0" stop-color="{shape.top}"/><stop offset="1" stop-color="{shape.bottom}"/>'
                f'</linearGradient><rect x="0" y="{_number(shape.y0)}" width="{width}" '
                f'height="{_number(shape.y1 - shape.y0)}" fill="url(#g{number})"/>'
            )


def _svg_fill(fill: str, opacity: float) -> str:
    return f'fill="{fill}"' if opacity >= 1 else f'fill="{fill}" fill-opacity="{opacity:.2f}"'


def _rgba(colour: str, opacity: float = 1.0) -> tuple[int, int, int, int]:
    red, green, blue = ImageColor.getrgb(colour)[:3]
    return red, green, blue, round(opacity * 255)


def _scaled(points: Iterable[Point]) -> list[Point]:
    return [(x * _SUPERSAMPLE, y * _SUPERSAMPLE) for x, y in points]


def _paint(draw: ImageDraw.ImageDraw, shape: Shape, width: int) -> None:
    match shape:
        case Polygon():
            draw.polygon(_scaled(shape.points), fill=_rgba(shape.fill, shape.opacity))
        case Ellipse():
            _paint_ellipse(draw, shape.cx, shape.cy, shape.rx, shape.ry, _rgba(shape.fill, shape.opacity))
        case Line():
            colour = _rgba(shape.stroke)
            draw.line(_scaled(shape.points), fill=colour, width=round(shape.width * _SUPERSAMPLE), joint="curve")
            for x, y in (shape.points[0], shape.points[-1]):
                _paint_ellipse(draw, x, y, shape.width / 2, shape.width / 2, colour)
        case Gradient():
            _paint_gradient(draw, shape, width)


def _paint_ellipse(
    draw: ImageDraw.ImageDraw, cx: float, cy: float, rx: float, ry: float, colour: tuple[int, int, int, int]
) -> None:
    (left, top), (right, bottom) = _scaled(((cx - rx, cy - ry), (cx + rx, cy + ry)))
    draw.ellipse((left, top, right, bottom), fill=colour)


def _paint_gradient(draw: ImageDraw.ImageDraw, shape: Gradient, width: int) -> None:
    first, last = round(shape.y0 * _SUPERSAMPLE), round(shape.y1 * _SUPERSAMPLE)
    top, bottom = _rgba(shape.top), _rgba(shape.bottom)
    for y in range(first, last):
        part = (y - first) / max(1, last - first - 1)
        red, green, blue = (round(top[i] + (bottom[i] - top[i]) * part) for i in range(3))
        draw.line(((0, y), (width, y)), fill=(red, green, blue))
