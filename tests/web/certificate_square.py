"""What does the square on a rendered certificate say?  Its modules as a telephone would see them."""

import subprocess
from io import BytesIO

import segno
from PIL import Image
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm

from app.web.certificates.frame import INNER
from app.web.certificates.paper import QR_SIDE, SIDE

DOTS = 200  # an inch


def picture_of(pdf: bytes, page: int = 1) -> Image.Image:
    """A page as grey dots."""
    command = ["pdftoppm", "-r", str(DOTS), "-f", str(page), "-gray", "-png", "-singlefile", "-"]
    done = subprocess.run(command, input=pdf, capture_output=True, check=True, timeout=60)
    return Image.open(BytesIO(done.stdout)).convert("L")


def says(pdf: bytes, address: str, page: int = 1) -> bool:
    """Is the square on the page the one of this address, module by module, with a quiet zone around it?"""
    picture, scale = picture_of(pdf, page), DOTS / 72
    left, foot = SIDE * scale, (A4[0] - INNER - 6 * mm) * scale
    wanted = [list(row) for row in segno.make(address, error="m", micro=False, mask=2).matrix]
    module = QR_SIDE * scale / len(wanted)

    def dark(across: float, down: float) -> bool:
        return picture.getpixel((int(left + across * module), int(foot - QR_SIDE * scale + down * module))) < 128

    seen = [[int(dark(x + 0.5, y + 0.5)) for x in range(len(wanted))] for y in range(len(wanted))]
    ring = range(-3, len(wanted) + 3)
    quiet = not any(dark(x + 0.5, edge) for x in ring for edge in (-1.5, -2.5, len(wanted) + 1.5))
    return quiet and seen == wanted
