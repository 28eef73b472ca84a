"""How does a certificate become a PDF?  A4 sideways, one page each, many in one file; made to be framed.

Every text comes from the kept fields; a long name is set smaller, many modules in two columns, nothing is cut off.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass

from reportlab.lib.colors import HexColor, black
from reportlab.lib.enums import TA_CENTER
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.units import mm
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph

from app.domain.training.certificates.rules import Face
from app.web.certificates.frame import BRONZE, GOLD, INNER, draw_frame
from app.web.labels.paper import MOTTO, NATION
from app.web.pdf_flow import paragraph, style
from app.web.pdf_fonts import BOLD, BOLD_ITALIC, FAMILY, ITALIC, register_fonts
from app.web.pdf_qr import draw_qr
from app.web.pdf_text import for_paper

WIDTH, HEIGHT = landscape(A4)
MIDDLE = WIDTH / 2
INK = HexColor("#1c2733")
VOID = HexColor("#e3a9a3")
ISSUER_AT, NATION_AT, SIGN_AT = 78 * mm, 218 * mm, 222 * mm
SIDE = INNER + 9 * mm  # of the text within the thin line
QR_SIDE = 25 * mm
CLOSING = 66 * mm  # from the foot of the page: beneath it stand number, code and signature
MODULE_SIZES = (13, 12, 11, 10.5, 10, 9.5, 9, 8.5, 8)
FEW = 4  # modules: more stand in two columns
SIGN_HINT = "(Ký tên, đóng dấu)"


@dataclass(frozen=True)
class Printed:
    """A certificate on its way to paper; `mark` says across it that it does not hold any more."""

    face: Face
    code: str  # as it is printed, in groups
    address: str
    mark: str = ""


def draw(papers: Sequence[Printed]) -> bytes:
    """One PDF of several certificates, a page each."""
    register_fonts()
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(WIDTH, HEIGHT))
    first = papers[0].face
    canvas.setTitle(for_paper(f"{first.title} số {first.number}" if len(papers) == 1 else first.title))
    canvas.setAuthor(for_paper(first.issuer))
    for paper in papers:
        _page(canvas, paper)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def _page(canvas: Canvas, paper: Printed) -> None:
    draw_frame(canvas, WIDTH, HEIGHT)
    if paper.mark:
        _across(canvas, paper.mark)
    face = paper.face
    _head(canvas, face)
    top = _title(canvas, face)
    top = _holder(canvas, face, top)
    _modules(canvas, face, top)
    _signature(canvas, face)
    _proof(canvas, paper)


def _head(canvas: Canvas, face: Face) -> None:
    """Who issues it, and the country with its motto, side by side (decree 30/2020)."""
    y = HEIGHT - INNER - 10 * mm
    canvas.setFillColor(INK)
    lines = [(face.superior.upper(), FAMILY, 11.5)] if face.superior else []
    for text, font, size in [*lines, (face.issuer.upper(), BOLD, 12.5)]:
        y = _centred(canvas, text, ISSUER_AT, y, font, size, 100 * mm) - 5.6 * mm
    _rule(canvas, ISSUER_AT, y + 3.4 * mm, 24 * mm)
    y = HEIGHT - INNER - 10 * mm
    _centred(canvas, NATION, NATION_AT, y, BOLD, 12.5, 110 * mm)
    _centred(canvas, MOTTO, NATION_AT, y - 5.8 * mm, BOLD, 13, 110 * mm)
    _rule(canvas, NATION_AT, y - 8 * mm, 47 * mm)


def _title(canvas: Canvas, face: Face) -> float:
    y = HEIGHT - INNER - 33 * mm
    canvas.setFillColor(BRONZE)
    _spaced(canvas, face.title.upper(), y, BOLD, 36, 2.2)
    _ornament(canvas, y - 5.2 * mm)
    canvas.setFillColor(BRONZE)
    y = _centred(canvas, face.subtitle, MIDDLE, y - 12 * mm, BOLD_ITALIC, 16, 200 * mm)
    return y - 8.5 * mm


def _holder(canvas: Canvas, face: Face, y: float) -> float:
    canvas.setFillColor(INK)
    _centred(canvas, face.lead, MIDDLE, y, ITALIC, 14, 200 * mm)
    y = _centred(canvas, face.name, MIDDLE, y - 11.5 * mm, BOLD, 30, 215 * mm)
    particulars = [f"Ngày sinh: {face.birth_date}     Mã định danh: {face.sector_id}", f"Đơn vị công tác: {face.unit}"]
    if len(face.modules) > FEW:
        particulars = ["     ".join(particulars)]
    y -= 2 * mm
    for line in particulars:
        y = _centred(canvas, line, MIDDLE, y - 6.2 * mm, FAMILY, 13.5, 235 * mm)
    return _centred(canvas, face.statement, MIDDLE, y - 7.4 * mm, FAMILY, 13.5, 235 * mm) - 2.6 * mm


def _modules(canvas: Canvas, face: Face, top: float) -> None:
    """The modules with their hours, as large as the room allows, many in two columns."""
    lines = [f"{title} ({hours})" if hours else title for title, hours in face.modules]
    columns = 1 if len(lines) <= FEW else 2
    below = face.hours if columns == 1 else ""
    room = top - CLOSING - (7 * mm if below else 1 * mm)
    width = (WIDTH - 2 * SIDE - 6 * mm * (columns - 1)) / columns
    for size in MODULE_SIZES:
        drawn = [_line(text, size, centred=columns == 1) for text in lines]
        heights = [each.wrap(width, HEIGHT)[1] + 0.22 * size for each in drawn]
        half = -(-len(drawn) // columns)
        if max(sum(heights[:half]), sum(heights[half:])) <= room:
            break
    for number in range(columns):
        y = top
        for each, height in list(zip(drawn, heights, strict=True))[number * half : (number + 1) * half]:
            y -= height
            each.drawOn(canvas, SIDE + number * (width + 6 * mm), y)
    canvas.setFillColor(INK)
    tall = max(sum(heights[:half]), sum(heights[half:]))
    if below:
        _centred(canvas, below, MIDDLE, top - tall - 5.6 * mm, BOLD, 12.5, 200 * mm)
    else:
        canvas.setFont(BOLD, 12.5)
        canvas.drawString(SIDE, CLOSING - 6 * mm, for_paper(face.hours))


def _line(text: str, size: float, *, centred: bool) -> Paragraph:
    kind = style(f"module {size}", size, align=TA_CENTER if centred else 0)
    kind.textColor = INK
    return paragraph(text, kind)


def _signature(canvas: Canvas, face: Face) -> None:
    canvas.setFillColor(INK)
    y = _centred(canvas, face.place_date, SIGN_AT, CLOSING - 6 * mm, ITALIC, 13, 100 * mm) - 6 * mm
    for title in face.signer_titles:
        y = _centred(canvas, title, SIGN_AT, y, BOLD, 13, 100 * mm) - 5.4 * mm
    _centred(canvas, SIGN_HINT, SIGN_AT, y, ITALIC, 11, 100 * mm)
    _centred(canvas, face.signer_name, SIGN_AT, INNER + 6 * mm, BOLD, 14, 100 * mm)


def _proof(canvas: Canvas, paper: Printed) -> None:
    """Number, code, and the square that leads to the page on which anybody checks them."""
    x, y = SIDE, INNER + 6 * mm
    draw_qr(canvas, paper.address, x, y, QR_SIDE)
    canvas.setFillColor(INK)
    canvas.setFont(BOLD, 12)
    left = x + QR_SIDE + 4 * mm
    canvas.drawString(left, y + QR_SIDE - 4.2 * mm, for_paper(f"Số: {paper.face.number}"))
    canvas.setFont(FAMILY, 10)
    head, _, tail = paper.code.rpartition("-")
    parts = head.split("-")
    canvas.drawString(left, y + 13 * mm, for_paper(f"Mã xác minh: {'-'.join(parts[:3])}-"))
    canvas.drawString(left, y + 8.6 * mm, for_paper("-".join([*parts[3:], tail])))
    canvas.setFont(ITALIC, 10)
    canvas.drawString(left, y + 1 * mm, for_paper(f"Tra cứu tại {paper.address.rpartition('/')[0]}"))


def _across(canvas: Canvas, mark: str) -> None:
    canvas.saveState()
    canvas.translate(MIDDLE, HEIGHT / 2)
    canvas.rotate(24)
    canvas.setFillColor(VOID)
    _centred(canvas, mark.upper(), 0, -12 * mm, BOLD, 84, 240 * mm)
    canvas.restoreState()


def _centred(canvas: Canvas, text: str, x: float, y: float, font: str, size: float, width: float) -> float:
    """Draw a line centred at x, smaller where it would be wider than `width`; answers its y."""
    said = for_paper(text)
    while size > 6 and stringWidth(said, font, size) > width:
        size -= 0.5
    canvas.setFont(font, size)
    canvas.drawCentredString(x, y, said)
    return y


def _spaced(canvas: Canvas, text: str, y: float, font: str, size: float, space: float) -> None:
    said = for_paper(text)
    width = stringWidth(said, font, size) + space * (len(said) - 1)
    line = canvas.beginText(MIDDLE - width / 2, y)
    line.setFont(font, size)
    line.setCharSpace(space)
    line.textOut(said)
    line.setCharSpace(0)
    canvas.drawText(line)


def _rule(canvas: Canvas, x: float, y: float, length: float) -> None:
    canvas.setStrokeColor(black)
    canvas.setLineWidth(0.7)
    canvas.line(x - length / 2, y, x + length / 2, y)


def _ornament(canvas: Canvas, y: float) -> None:
    """A line that swells into a lozenge, beneath the title."""
    canvas.setStrokeColor(GOLD)
    canvas.setFillColor(GOLD)
    canvas.setLineWidth(0.9)
    for side in (-1, 1):
        canvas.line(MIDDLE + side * 4 * mm, y, MIDDLE + side * 38 * mm, y)
        canvas.circle(MIDDLE + side * 38 * mm, y, 0.5 * mm, stroke=0, fill=1)
    path = canvas.beginPath()
    path.moveTo(MIDDLE - 2.6 * mm, y)
    path.lineTo(MIDDLE, y + 1.3 * mm)
    path.lineTo(MIDDLE + 2.6 * mm, y)
    path.lineTo(MIDDLE, y - 1.3 * mm)
    path.close()
    canvas.drawPath(path, stroke=0, fill=1)
