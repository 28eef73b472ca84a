"""The page on which the ministry sets the days of the reports."""

import pytest

from app.domain.reporting.deadlines import days_of, set_deadlines
from app.domain.reporting.rules import Step
from tests.pages import words

PATH = "/ministry/report-deadlines/2022"
HX = {"HX-Request": "true"}


@pytest.mark.parametrize("headers", [{}, HX], ids=["plain", "htmx"])
def test_the_days_are_set_and_shown(cast, clients, headers):
    ministry = clients.ministry_officer
    assert PATH[:-4] in ministry.get("/records/reports").get_data(as_text=True)
    bad = ministry.submit(PATH, extracted="25/12/2022", published="20/12/2022", sent="31/1/2023")
    assert bad.status_code == 422 and "phải sau hạn của bước trước" in words(bad)
    assert 'value="20/12/2022"' in bad.get_data(as_text=True)
    done = ministry.submit(PATH, extracted="20/12/2022", published="28/12/2022", sent="31/1/2023")
    assert done.status_code == 303
    assert days_of(2022)[Step.EXTRACTED].isoformat() == "2022-12-20"
    page = ministry.get(PATH, headers=headers)
    assert 'value="31/01/2023"' in page.get_data(as_text=True) and "Theo công văn 95: 31/01/2023." in words(page)


def test_two_who_set_them_at_once_see_both(cast, clients):
    from tests.pages import fill, find_form

    ministry = clients.ministry_officer
    data = fill(find_form(ministry.get(PATH)), {"sent": "15/2/2023"})
    days = days_of(2022)
    moved = days | {Step.SENT: days[Step.SENT].replace(day=20)}
    assert set_deadlines(cast.ministry_officer.viewer, 2022, moved, days) == []
    both = ministry.post(PATH, data=data)
    assert both.status_code == 409 and "20/01/2023" in words(both) and "15/2/2023" in words(both)
    kept = ministry.post(PATH, data=fill(find_form(both), {}))
    assert kept.status_code == 303 and days_of(2022)[Step.SENT].isoformat() == "2023-02-15"


def test_only_the_ministry_and_only_years_of_reports(cast, clients):
    assert clients.province_officer.get(PATH).status_code == 403
    assert clients.ministry_officer.get("/ministry/report-deadlines/1999").status_code == 404
