"""Which evidence do the people of the demonstration keep?  Small files made here, taken in as from a telephone."""

import io
from datetime import date

from PIL import Image, ImageDraw
from sqlalchemy import select
from werkzeug.datastructures import FileStorage

from app.commands.demo.life import viewer_in
from app.db import db
from app.domain.accounts.models import Account
from app.domain.evaluation.evidence import actions, applying
from app.domain.evaluation.evidence.actions import Details
from app.domain.evaluation.models import Evaluation
from app.domain.organisation.models import Appointment, Person, Unit
from app.domain.organisation.rules import Position
from app.domain.viewer import Viewer
from app.jobs.intake import take_in
from app.web.formats import day
from app.web.pdf_tables import Column, Letterhead, TableDocument, table_pdf

PLAN = ("Kế hoạch bài dạy, học kỳ 1", "Ke hoach bai day.pdf", (3, 4, 5))
REPORT = ("Kết quả học tập của lớp, học kỳ 1", "Ket qua hoc tap.pdf", (5, 6))
BOARD = ("Ảnh sinh hoạt chuyên môn theo nghiên cứu bài học", "Sinh hoat chuyen mon.jpg", (2,))
LESSON = ("Bài giảng chia sẻ với đồng nghiệp", "https://truong.example.edu.vn/bai-giang", (4, 15))
UNUSED = ("Ảnh góc thư viện lớp học", "Goc thu vien.jpg", ())
Kept = tuple[str, str, tuple[int, ...]]


def fill_store(period_id: int, school: str) -> None:
    """The teacher of the cast at this school finds plans, pictures and a link in the store, most of them applied."""
    found = db.session.execute(
        select(Person, Appointment, Unit, Evaluation.id)
        .join(Account, Account.person_id == Person.id)
        .join(Evaluation, Evaluation.person_id == Person.id)
        .join(Unit, Unit.id == Evaluation.unit_id)
        .join(Appointment, (Appointment.person_id == Person.id) & Appointment.main)
        .where(Evaluation.period_id == period_id, Unit.code == school, Appointment.position == Position.TEACHER)
        .order_by(Evaluation.id)
    ).first()
    assert found is not None
    viewer, evaluation_id = viewer_in(*found[:3]), found[3]
    db.session.rollback()
    keep(viewer, evaluation_id, (PLAN, REPORT, BOARD, LESSON, UNUSED))


def keep_one(viewer: Viewer, evaluation_id: int) -> None:
    """A plan and a link, applied: what a colleague sends."""
    keep(viewer, evaluation_id, (PLAN, LESSON))


def keep(viewer: Viewer, evaluation_id: int, pieces: tuple[Kept, ...]) -> None:
    """Add the pieces and apply each to its criteria."""
    uses: dict[int, set[int]] = {}
    for name, source, criteria in pieces:
        if source.startswith("https://"):
            piece = actions.add_piece(viewer, Details(name, link=source)).evidence_id
        else:
            file = take_in(FileStorage(io.BytesIO(content_of(name, source)), source))
            piece = actions.add_piece(viewer, Details(name), file).evidence_id
        for no in criteria:
            uses.setdefault(no, set()).add(piece)
    for no, ids in uses.items():
        applying.set_uses(viewer, evaluation_id, no, ids)


def content_of(name: str, file_name: str) -> bytes:
    """A page that says what it is, or a picture of a green board."""
    if file_name.endswith(".jpg"):
        image = Image.new("RGB", (1200, 800), "#fdf6e3")
        draw = ImageDraw.Draw(image)
        draw.rectangle((120, 90, 1080, 520), fill="#0b5a57", outline="#8a4b0f", width=18)
        for row in range(4):
            draw.line((190, 180 + 80 * row, 820 - 90 * row, 180 + 80 * row), fill="white", width=6)
        for place in range(6):
            draw.ellipse((150 + 160 * place, 610, 250 + 160 * place, 710), fill="#9ecae1", outline="#1d2a33", width=4)
        out = io.BytesIO()
        image.save(out, "JPEG", quality=80)
        return out.getvalue()
    rows = [(1, "Mục tiêu bài học", "Đạt"), (2, "Hoạt động khởi động", "Đạt"), (3, "Luyện tập, vận dụng", "Đạt")]
    return table_pdf(
        TableDocument(
            title=name.upper(), subtitle="Tài liệu của bản trình diễn, không có thật.",
            columns=[Column("TT", 1, figures=True), Column("Nội dung", 6), Column("Ghi chú", 3)], rows=rows,
            letterhead=Letterhead("", "TỔ CHUYÊN MÔN", day(date(2022, 1, 10))),
        )
    )  # fmt: skip
