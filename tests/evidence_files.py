"""Which files do tests upload?  Small real ones, and those that only pretend."""

import io
import zipfile

from openpyxl import Workbook
from PIL import Image
from pypdf import PdfReader, PdfWriter
from werkzeug.datastructures import FileStorage

EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
DOCX_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
RELATION = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}"'
    ' Target="https://example.edu.vn/x"{mode}/></Relationships>'
)


def as_upload(name: str, content: bytes) -> FileStorage:
    """What a form's file field holds."""
    return FileStorage(io.BytesIO(content), name)


def pdf(password: str = "") -> bytes:
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    if password:
        writer.encrypt(password, algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def pages_of(content: bytes) -> int:
    return len(PdfReader(io.BytesIO(content)).pages)


def photo(width: int = 2400, height: int = 1800, form: str = "JPEG", turned: bool = False) -> bytes:
    """A picture as a telephone makes it: with its place, its maker and a comment."""
    image = Image.new("RGB", (width, height), (200, 120, 40))
    exif = Image.Exif()
    exif[0x010F] = "Dien thoai cua Lan"
    if turned:
        exif[0x0112] = 6  # to be turned a quarter to be upright
    exif.get_ifd(0x8825)[1] = "N"
    out = io.BytesIO()
    more = {"comment": b"o nha"} if form == "JPEG" else {}
    image.save(out, form, exif=exif, **more)
    return out.getvalue()


def noisy_photo(width: int, height: int) -> bytes:
    """A picture that does not compress to nothing, as none of a telephone does."""
    out = io.BytesIO()
    Image.effect_noise((width, height), 80).convert("RGB").save(out, "JPEG", quality=90)
    return out.getvalue()


def drawn(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content))


def workbook() -> bytes:
    book = Workbook()
    book.active["A1"] = "Kết quả học tập"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def office(main_type: str = DOCX_TYPE, **parts: str) -> bytes:
    """An archive with this main part, and more parts by name (a double underscore is a slash)."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", f'<Types><Override ContentType="{main_type}"/></Types>')
        archive.writestr("word/document.xml", "<document/>")
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/").replace("_dot_", "."), content)
    return out.getvalue()


def relation(kind: str, outside: bool = True) -> str:
    return RELATION.format(kind=kind, mode=' TargetMode="External"' if outside else "")
