"""What does a PDF say? Its text, fonts and pages as poppler's tools see them."""

import subprocess
from pathlib import Path


def text_of(pdf: bytes) -> str:
    """The text layer, as a reader would copy it."""
    command = ["pdftotext", "-layout", "-enc", "UTF-8", "-", "-"]
    return subprocess.run(command, input=pdf, capture_output=True, check=True, timeout=30).stdout.decode()


def fonts_of(pdf: bytes, folder: Path) -> list[tuple[str, bool]]:
    """Each font's name, and whether it is embedded."""
    lines = _tool("pdffonts", pdf, folder).splitlines()[2:]
    return [(line.split()[0], line.split()[-5] == "yes") for line in lines]


def pages_of(pdf: bytes, folder: Path) -> int:
    """The number of pages."""
    lines = _tool("pdfinfo", pdf, folder).splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pages:"))


def _tool(name: str, pdf: bytes, folder: Path) -> str:
    file = folder / "paper.pdf"
    file.write_bytes(pdf)
    return subprocess.run([name, file], capture_output=True, check=True, timeout=30).stdout.decode()
