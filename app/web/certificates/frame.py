"""What surrounds a certificate?  A frame and a sun in the manner of the Đông Sơn drums, drawn, so sharp at any size.

Both are stored once a file, however many certificates it holds.
"""

from collections.abc import Callable
from math import cos, pi, sin

from reportlab.lib.colors import HexColor
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

GOLD, BRONZE, PALE = HexColor("#a67c2d"), HexColor("#7a1f1a"), HexColor("#f6efdf")
EDGE, BAND = 9 * mm, 9 * mm
INNER = EDGE + BAND + 2.2 * mm
"""From the edge of the page to the thin line within which everything is printed."""
TOOTH, RING, STEP = 1.7 * mm, 1.35 * mm, 4.9 * mm
RAYS = 14


def draw_frame(canvas: Canvas, width: float, height: float) -> None:
    """The pale sun, the band of rings between two rows of teeth, a star at each corner, the thin line within."""
    if not canvas.hasForm("frame"):
        canvas.beginForm("frame", 0, 0, width, height)
        _sun(canvas, width / 2, height * 0.47, 46 * mm)
        _lines(canvas, width, height)
        for x, y, turn, length in (
            (EDGE + BAND, EDGE, 0, width), (width - EDGE, EDGE + BAND, 90, height),
            (width - EDGE - BAND, height - EDGE, 180, width), (EDGE, height - EDGE - BAND, 270, height),
        ):  # fmt: skip
            canvas.saveState()
            canvas.translate(x, y)
            canvas.rotate(turn)
            _band(canvas, length - 2 * (EDGE + BAND))
            canvas.restoreState()
        middle = EDGE + BAND / 2
        for x in (middle, width - middle):
            for y in (middle, height - middle):
                _corner(canvas, x, y)
        canvas.endForm()
    canvas.doForm("frame")


def _lines(canvas: Canvas, width: float, height: float) -> None:
    for inset, thick, colour in (
        (EDGE - 1.4 * mm, 1.1, BRONZE), (EDGE, 0.5, GOLD), (EDGE + BAND, 0.5, GOLD), (INNER, 0.9, BRONZE)
    ):  # fmt: skip
        canvas.setStrokeColor(colour)
        canvas.setLineWidth(thick)
        canvas.rect(inset, inset, width - 2 * inset, height - 2 * inset)


def _band(canvas: Canvas, length: float) -> None:
    """One side, from corner to corner along x; a whole number of rings, each tied to the next."""
    count = round(length / STEP)
    step, middle = length / count, BAND / 2
    teeth = 2 * count
    canvas.setFillColor(GOLD)
    for base, tip in ((0.0, TOOTH), (BAND, BAND - TOOTH)):
        path = canvas.beginPath()
        for number in range(teeth):
            left = number * length / teeth
            path.moveTo(left, base)
            path.lineTo(left + length / teeth / 2, tip)
            path.lineTo(left + length / teeth, base)
            path.close()
        canvas.drawPath(path, stroke=0, fill=1)
    canvas.setStrokeColor(BRONZE)
    canvas.setFillColor(BRONZE)
    canvas.setLineWidth(0.6)
    for number in range(count):
        at = (number + 0.5) * step
        canvas.circle(at, middle, RING)
        canvas.circle(at, middle, RING * 0.32, stroke=0, fill=1)
        if number:
            before = at - step
            _tie(canvas, before, at, middle)


def _tie(canvas: Canvas, before: float, at: float, middle: float) -> None:
    """The tangent from the top of a ring to the foot of the next."""
    slope = 0.8 * RING
    canvas.line(before + RING * 0.6, middle + slope, at - RING * 0.6, middle - slope)


def _corner(canvas: Canvas, x: float, y: float) -> None:
    half = BAND / 2
    canvas.setStrokeColor(GOLD)
    canvas.setLineWidth(0.5)
    canvas.rect(x - half, y - half, BAND, BAND)
    canvas.setStrokeColor(BRONZE)
    canvas.circle(x, y, half * 0.86)
    canvas.setFillColor(BRONZE)
    _star(canvas, x, y, half * 0.72, half * 0.34, 8)
    canvas.setFillColor(GOLD)
    canvas.circle(x, y, half * 0.16, stroke=0, fill=1)


def _sun(canvas: Canvas, x: float, y: float, radius: float) -> None:
    """The drum's face behind the text: a sun of fourteen rays, rings around it, barely darker than the paper."""
    canvas.setFillColor(PALE)
    _star(canvas, x, y, radius * 0.62, radius * 0.22, RAYS)
    canvas.setStrokeColor(PALE)
    for share, thick in ((0.68, 2.2), (0.74, 0.8), (0.88, 0.8), (0.93, 2.2), (1.0, 0.8)):
        canvas.setLineWidth(thick)
        canvas.circle(x, y, radius * share)
    _around(canvas, x, y, radius * 0.81, 40, lambda px, py: canvas.circle(px, py, radius * 0.035))


def _around(
    canvas: Canvas, x: float, y: float, radius: float, count: int, draw: Callable[[float, float], None]
) -> None:
    for number in range(count):
        angle = 2 * pi * number / count
        draw(x + radius * cos(angle), y + radius * sin(angle))


def _star(canvas: Canvas, x: float, y: float, outer: float, inner: float, rays: int) -> None:
    path = canvas.beginPath()
    for number in range(2 * rays):
        radius, angle = (outer, inner)[number % 2], pi / 2 + pi * number / rays
        point = x + radius * cos(angle), y + radius * sin(angle)
        path.lineTo(*point) if number else path.moveTo(*point)
    path.close()
    canvas.drawPath(path, stroke=0, fill=1)
