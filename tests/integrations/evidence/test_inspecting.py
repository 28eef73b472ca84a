"""What is kept of an uploaded file, and what is refused in which word?  In the limited child (UP-1, UP-2, UP-3)."""

import zlib

import pytest

from app.integrations.evidence import inspecting
from app.integrations.evidence.inspecting import FileRefused, inspect_file
from tests import evidence_files as files


@pytest.fixture
def keep(tmp_path):
    """`keep(name, content)`: the bytes that are kept; raises FileRefused."""

    def kept(name: str, content: bytes) -> bytes:
        source = tmp_path / "received"
        source.write_bytes(content)
        return inspect_file(source, tmp_path / "drawn", name)[1].read_bytes()

    return kept


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("Giáo án.pdf", files.pdf()),
        ("Kế hoạch.DOCX", files.office()),
        ("diem.xlsx", files.workbook()),
        ("bai.docx", files.office(word___rels__document_dot_xml_dot_rels=files.relation("hyperlink"))),
    ],
)
def test_up1_documents_are_kept_byte_for_byte(keep, name, content):
    assert keep(name, content) == content


def test_up3_photos_are_drawn_anew_smaller_upright_and_without_what_the_camera_wrote(keep):
    sent = files.photo(turned=True)
    kept = keep("Ảnh dự giờ.JPG", sent)
    image = files.drawn(kept)
    assert image.format == "JPEG" and image.size == (1200, 1600)
    assert not image.getexif() and "comment" not in image.info
    assert b"Dien thoai" in sent and b"Dien thoai" not in kept and len(kept) < len(sent)


def test_up3_a_png_stays_a_png(keep):
    kept = keep("bang-khen.png", files.photo(300, 200, "PNG"))
    assert files.drawn(kept).format == "PNG" and files.drawn(kept).size == (300, 200)
    assert b"Dien thoai" not in kept


def huge_png(width: int = 7000, height: int = 6000) -> bytes:
    """A few kilobytes that would become 42 million pixels."""
    rows = zlib.compress((b"\0" + b"\0" * (width // 8 + 1)) * 10)

    def chunk(kind: bytes, data: bytes) -> bytes:
        return len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")

    head = width.to_bytes(4, "big") + height.to_bytes(4, "big") + b"\1\0\0\0\0"
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
REFUSED = [
    ("ghi-am.mp3", b"ID3", "wrong_type"),
    ("trang.html", b"<html>", "wrong_type"),
    ("anh.svg", b"<svg/>", "wrong_type"),
    ("nen.zip", b"PK\x03\x04", "wrong_type"),
    ("cu.doc", OLE, "wrong_type"),
    ("giao-an.pdf.exe", b"MZ", "wrong_type"),
    ("khong-duoi", b"%PDF-1.4", "wrong_type"),
    ("trong.pdf", b"", "empty_file"),
    ("doi-ten.pdf", files.photo(20, 20), "extension_lies"),
    ("doi-ten.jpg", files.pdf(), "extension_lies"),
    ("doi-ten.png", files.photo(20, 20), "extension_lies"),
    ("doi-ten.docx", files.workbook(), "extension_lies"),
    ("doi-ten.xlsx", files.office(), "extension_lies"),
    ("doi-ten.docx", OLE + b"x" * 600, "extension_lies"),
    ("ma-doc.pdf", files.EICAR, "extension_lies"),
    ("khoa.pdf", files.pdf("bi mat"), "password"),
    ("khoa.docx", OLE + "EncryptedPackage".encode("utf-16-le"), "password"),
    ("cut.pdf", files.pdf()[:-200], "damaged"),
    ("rac.pdf", b"%PDF-1.4\n" + b"x" * 900 + b"%%EOF", "damaged"),
    ("cut.jpg", files.photo(400, 400)[:500], "damaged"),
    ("cut.xlsx", files.workbook()[:900], "damaged"),
    ("macro.docx", files.office(word__vbaProject_dot_bin="x"), "active_content"),
    ("macro.docx", files.office(word__embeddings__oleObject1_dot_bin="x"), "active_content"),
    ("ngoai.xlsx", files.office(files.XLSX_TYPE, xl__externalLinks__externalLink1_dot_xml="<x/>"), "active_content"),
    ("mau.docx", files.office(word___rels__s_dot_rels=files.relation("attachedTemplate")), "active_content"),
    ("anh.docx", files.office(word___rels__document_dot_xml_dot_rels=files.relation("image")), "active_content"),
    ("bom.docx", files.office(word__a_dot_xml="0" * 5_000_000), "too_heavy"),
    ("lon.png", huge_png(), "too_many_pixels"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "content", "code"), REFUSED, ids=[f"{code}-{name}" for name, _, code in REFUSED])
def test_up1_everything_else_is_refused_for_its_own_reason(keep, name, content, code):
    with pytest.raises(FileRefused) as refused:
        keep(name, content)
    assert refused.value.code == code


def test_up2_ten_megabytes_and_not_one_byte_more(keep):
    with pytest.raises(FileRefused) as refused:
        keep("lon.pdf", b"%PDF-1.4" + b"0" * 10 * 1024 * 1024)
    assert refused.value.code == "too_big"


def test_up3_a_child_that_dies_or_lingers_is_a_refusal(keep, monkeypatch):
    monkeypatch.setattr(inspecting, "WALL_SECONDS", 0.001)
    with pytest.raises(FileRefused) as refused:
        keep("Giáo án.pdf", files.pdf())
    assert refused.value.code == "too_heavy"


def test_up3_a_bearable_image_fits_into_the_childs_memory(keep):
    assert max(files.drawn(keep("to.png", files.photo(6300, 6300, "PNG"))).size) == 1600
