"""Is this file what its name says, and safe to keep?  A program: `python -I inspector.py SOURCE TARGET KIND`.

It runs in a child process with little memory and time and imports nothing of the application (UP-1, UP-3).  KIND is
what the file's extension promises.  Images are drawn anew into TARGET, smaller and without what the camera wrote about
place and owner; other files are kept as they are.  Standard output receives `{"kind": …}` or `{"refused": code}`.
"""

import importlib.util
import json
import os
import sys
import zipfile
from typing import Any

HERE = os.path.dirname(os.path.abspath(__file__))
PIXELS = 40_000_000
LONGEST_SIDE = 1600
JPEG_QUALITY = 82
RELATIONS_BYTES = 1024 * 1024
OOXML = b"application/vnd.openxmlformats-officedocument."
MAIN_TYPES = {
    "docx": OOXML + b"wordprocessingml.document.main+xml",
    "xlsx": OOXML + b"spreadsheetml.sheet.main+xml",
}
ACTIVE_PARTS = ("vbaproject.bin", "oleobject", "activex", "externallinks/")
PASSWORD_STREAM = "EncryptedPackage".encode("utf-16-le")
MEANT = {"locked": "password", "has_macros": "active_content", "not_a_spreadsheet": "extension_lies"}


def load_reader() -> Any:
    """The program that reads spreadsheets: its limits and its look into archives hold here too."""
    path = os.path.join(HERE, os.pardir, "spreadsheets", "reader.py")
    spec = importlib.util.spec_from_file_location("reader", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


reader = load_reader()
Refused = reader.Refused


def kind_of(source: str) -> str:
    """What the first bytes say: pdf, jpg, png, zip, ole, or nothing that we know."""
    with open(source, "rb") as binary:
        start = binary.read(1024)
    if not start:
        raise Refused("empty_file")
    signs = {b"\xff\xd8\xff": "jpg", b"\x89PNG\r\n\x1a\n": "png", reader.ZIP_MAGIC: "zip", reader.OLE_MAGIC: "ole"}
    for magic, kind in signs.items():
        if start.startswith(magic):
            return kind
    return "pdf" if b"%PDF-" in start else ""


def inspect(source: str, target: str, promised: str) -> None:
    """Refuse what is not what it promises to be, or not safe."""
    found = kind_of(source)
    if promised in MAIN_TYPES and found == "ole":
        with open(source, "rb") as binary:
            raise Refused("password" if PASSWORD_STREAM in binary.read() else "extension_lies")
    if found != ("zip" if promised in MAIN_TYPES else promised):
        raise Refused("extension_lies")
    if promised == "pdf":
        check_pdf(source)
    elif promised in MAIN_TYPES:
        check_office(source, promised)
    else:
        draw_anew(source, target, promised)


def check_pdf(source: str) -> None:
    """A PDF that ends, opens without a password, and has pages."""
    import pypdf

    with open(source, "rb") as binary:
        if b"%%EOF" not in binary.read():
            raise Refused("damaged")
        document = pypdf.PdfReader(binary)
        if document.is_encrypted:
            raise Refused("password")
        if not len(document.pages):
            raise Refused("damaged")


def check_office(source: str, promised: str) -> None:
    """A document or workbook without macros, embedded objects or anything that it would fetch from elsewhere."""
    reader.check_archive(source, MAIN_TYPES[promised])
    with zipfile.ZipFile(source) as archive:
        names = [member.filename.lower() for member in archive.infolist()]
        if any(part in name for name in names for part in ACTIVE_PARTS):
            raise Refused("active_content")
        if b"macroEnabled" in archive.read("[Content_Types].xml"):
            raise Refused("active_content")
        for member in archive.infolist():
            if member.filename.lower().endswith(".rels"):
                if member.file_size > RELATIONS_BYTES:
                    raise Refused("too_heavy")
                check_relations(archive.read(member))
        if archive.testzip() is not None:
            raise Refused("damaged")


def check_relations(content: bytes) -> None:
    """Nothing outside the file is part of it; a link that its reader may click is."""
    from defusedxml.ElementTree import fromstring

    for relation in fromstring(content):
        kind = relation.get("Type", "").rpartition("/")[2]
        outside = relation.get("TargetMode") == "External" and kind != "hyperlink"
        if outside or kind in {"oleObject", "externalLink", "vbaProject", "attachedTemplate", "control"}:
            raise Refused("active_content")


def draw_anew(source: str, target: str, promised: str) -> None:
    """Decode an image whose size is known to be bearable, and encode its pixels alone."""
    from PIL import Image, ImageOps

    Image.MAX_IMAGE_PIXELS = None  # our own limit, looked at before anything is decoded
    with Image.open(source, formats=["PNG" if promised == "png" else "JPEG"]) as image:
        if image.width * image.height > PIXELS:
            raise Refused("too_many_pixels")
        image.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        upright = ImageOps.exif_transpose(image)
        if promised == "png":
            plain = upright.convert("RGBA" if upright.has_transparency_data else "RGB")
        else:
            plain = upright.convert("RGB")
        plain.info.clear()
        plain.save(target, "PNG" if promised == "png" else "JPEG", quality=JPEG_QUALITY, optimize=True)


def main() -> None:
    source, target, promised = sys.argv[1:]
    reader.limit_resources()
    try:
        inspect(source, target, promised)
        answer = {"kind": promised}
    except Refused as refused:
        code = refused.facts["refused"]
        answer = {"refused": MEANT.get(code, code)}
    except MemoryError:
        answer = {"refused": "too_heavy"}
    except Exception as error:  # whatever a broken file does to the libraries, the answer is one word
        print(type(error).__name__, error, file=sys.stderr)
        answer = {"refused": "damaged"}
    print(json.dumps(answer))


if __name__ == "__main__":
    main()
