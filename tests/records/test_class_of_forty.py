"""A class of forty: certified in one go by the office that may, numbered without a gap, printed in one file whose
squares lead anybody to what the papers say.
"""

import io
import re
import shutil

import pytest
from pypdf import PdfReader
from sqlalchemy import insert, select

from app.db import db, writing
from app.domain import clock
from app.domain.organisation.models import Person, Unit
from app.domain.training.catalogue.queries import all_modules
from app.domain.training.certificates.models import Certificate, ConfirmedParticulars
from app.domain.training.records.actions import put
from app.domain.viewer import SYSTEM
from app.domain.work.models import Job
from app.jobs.runner import run_due_jobs
from app.web.papers.printing import ADDRESS
from tests.certificates import CODES, PLACE, make_year
from tests.factories import make_appointment, make_person
from tests.training import report
from tests.web.certificate_square import picture_of, says

CLASS = 40
NAMES = ("Lê Thị Thanh Thủy", "Hoàng Nguyễn Thị Phương Khánh Quỳnh", "Y Ngọc", "Đỗ Văn Ưởng")
SQUARE = re.compile(r"Mã xác minh: ([A-Z0-9-]+)\s+([A-Z0-9-]+).*?Tra cứu tại (\S+)", re.DOTALL)


@pytest.fixture
def year(cast) -> int:
    """Forty teachers of one school, verified, who passed both modules of the year and confirmed their particulars."""
    year_id = make_year(cast)
    with writing():
        school, people = db.session.get_one(Unit, cast.units["school"]), []
        for number in range(CLASS):
            people.append(make_person(NAMES[number % len(NAMES)], sector_id=f"01305555{number:02d}"))
            make_appointment(people[-1], school)
        db.session.execute(
            insert(ConfirmedParticulars),
            [
                {
                    "person_id": person.id, "full_name": person.full_name, "birth_date": person.birth_date,
                    "sector_id": person.sector_id, "confirmed_at": clock.campaign_now(),
                }
                for person in people
            ],
        )  # fmt: skip
    ids = list(db.session.scalars(select(Person.sector_id).where(Person.sector_id.startswith("01305555"))))
    reports = [report(f"{each}-{code}", sector_id=each, module=code) for each in ids for code in CODES[:2]]
    modules = {module.code: module.id for module in all_modules()}
    db.session.rollback()
    put(SYSTEM, cast.units["viettel"], reports, modules)
    return year_id


def job_after(answer) -> Job:
    """The job that the answer leads to, once the worker has run."""
    assert answer.status_code == 303
    run_due_jobs()
    db.session.rollback()
    return db.session.get_one(Job, int(answer.headers["Location"].rpartition("/")[2]))


def text(answer) -> str:
    return " ".join(answer.get_data(as_text=True).split())


@pytest.mark.bulk
@pytest.mark.skipif(shutil.which("pdftoppm") is None, reason="poppler-utils is not installed")
def test_a_class_of_forty_from_the_signers_button_to_a_telephones_camera(cast, clients, client, year):
    issue = f"/province/certificates/year-{year}/issue?unit={cast.units['school']}"
    assert clients.province_officer.get(issue).status_code == 404, "an officer prepares, the director issues"
    assert f"{CLASS} người" in text(clients.director.get(issue))
    issued = job_after(clients.director.submit(issue, place=PLACE))
    assert (issued.state, issued.done, issued.total, issued.result["count"]) == ("done", CLASS, CLASS, CLASS)

    papers = db.session.scalars(select(Certificate).order_by(Certificate.number)).all()
    assert [paper.number for paper in papers] == list(range(1, CLASS + 1)), "gap-free"
    assert len({paper.person_id for paper in papers}) == len({paper.code for paper in papers}) == CLASS
    codes, names = [paper.code for paper in papers], [paper.content["name"] for paper in papers]
    assert set(names) == set(NAMES)
    again = job_after(clients.director.submit(issue, place=PLACE))
    assert again.result["count"] == 0, "a second run gives nobody a second paper"

    listed = f"/records/certificates?about=year-{year}&unit={cast.units['school']}&own=1"
    printed = job_after(clients.director.post(listed, data={"submit_key": "forty"}))
    assert (printed.state, printed.done, printed.result["count"]) == ("done", CLASS, CLASS)
    pdf = clients.director.get(printed.result["link"]).get_data()
    pages = PdfReader(io.BytesIO(pdf)).pages
    assert len(pages) == CLASS

    for number, page in enumerate(pages, start=1):
        said = page.extract_text()
        found = SQUARE.search(said)
        assert f"{number:05d}/2022/XN-BDTX" in said and found is not None
        assert (found[1] + found[2]).replace("-", "") == codes[number - 1]
    for number in (1, CLASS):  # what a camera sees of the first and of the last sheet
        picture = picture_of(pdf, number)
        assert picture.width > picture.height, "A4 landscape"
        found = SQUARE.search(pages[number - 1].extract_text())
        assert says(pdf, f"{found[3]}/{codes[number - 1]}", number)
        assert not says(pdf, f"{found[3]}/{codes[CLASS // 2]}", number), "the square is this paper's own"
        shown = text(client.get(f"{ADDRESS}{codes[number - 1]}"))
        for each in ("Có hiệu lực", f"{number:05d}/2022/XN-BDTX", names[number - 1], "Mô đun 1: Chương trình mới"):
            assert each in shown, (number, each)
