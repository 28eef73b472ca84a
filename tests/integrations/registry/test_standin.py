"""The stand-in registry: its records, its switch."""

import http.client
import json
from datetime import date

import pytest

from app.integrations.registry.standin import Standin, Trouble, read_people

EXPORT = (
    "\ufeffSTT;Mã định danh Bộ GD&ĐT;Họ và tên;Ngày sinh;Giới tính;Tên đơn vị\r\n"
    "1;09352319252;Trần Thị Cẩm Diễm;16/02/1976;Nữ;Trường Tiểu học Nguyễn Huệ\r\n"
    "2;09301235465;Nguyễn Thị Ánh;;Nữ;Trường Tiểu học Nguyễn Huệ\r\n"
)


@pytest.fixture
def standin(tmp_path):
    path = tmp_path / "registry.csv"
    path.write_text(EXPORT, encoding="utf-8")
    with Standin(read_people(path)) as running:
        yield running


def post(standin, path, body: bytes):
    talk = http.client.HTTPConnection(standin.url.split("/")[2], timeout=5)
    talk.request("POST", path, body)
    answer = talk.getresponse()
    return answer.status, answer.read()


def test_an_export_is_read_with_its_zeros_and_dates(tmp_path):
    path = tmp_path / "registry.csv"
    path.write_text(EXPORT, encoding="utf-8")
    first, second = read_people(path)
    assert (first.sector_id, first.birth_date, first.gender) == ("09352319252", date(1976, 2, 16), "Nữ")
    assert second.birth_date is None and second.subject == ""


def test_the_fault_is_switched_while_it_runs(standin):
    assert post(standin, "/fault", b'{"fault": "garbage"}') == (200, b'{"fault": "garbage"}')
    assert standin.trouble is Trouble.GARBAGE
    with pytest.raises(ValueError):
        json.loads(post(standin, "/look-up", b'{"sector_id": "09352319252"}')[1])


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b'{"fault": "flood"}', b"\xff"])
def test_a_senseless_question_is_refused_and_changes_nothing(standin, body):
    assert post(standin, "/fault", body)[0] == 400
    assert standin.trouble is Trouble.NONE
