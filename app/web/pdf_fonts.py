"""Which letters can we print? The embedded Tinos faces (metrics of Times New Roman) and what they can draw."""

from functools import lru_cache
from pathlib import Path

from reportlab import rl_config
from reportlab.lib.fonts import addMapping
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from xhtml2pdf import default

FONT_DIR = Path(__file__).resolve().parent.parent / "data" / "fonts"
FAMILY = "Tinos"
BOLD, ITALIC, BOLD_ITALIC = f"{FAMILY}-Bold", f"{FAMILY}-Italic", f"{FAMILY}-BoldItalic"
_FACES = {(0, 0): FAMILY, (1, 0): BOLD, (0, 1): ITALIC, (1, 1): BOLD_ITALIC}


@lru_cache(maxsize=1)
def register_fonts() -> frozenset[int]:
    """Make Tinos known to ReportLab and xhtml2pdf, once a process; answers the code points that it can draw."""
    for (bold, italic), face in _FACES.items():
        file = FONT_DIR / f"{'Tinos-Regular' if face == FAMILY else face}.ttf"
        pdfmetrics.registerFont(TTFont(face, file))
        addMapping(FAMILY, bold, italic, face)
    default.DEFAULT_FONT[FAMILY.lower()] = FAMILY
    rl_config.canvas_basefontname = FAMILY  # else every file also names Helvetica, which is not embedded
    drawn = (set(pdfmetrics.getFont(face).face.charToGlyph) for face in _FACES.values())
    return frozenset(set.intersection(*drawn))
