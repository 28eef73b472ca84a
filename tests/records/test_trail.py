"""AUD-4: the journal is read within one's scope, and only there."""

from app.db import writing
from app.domain.journal.actions import record


def _write(cast) -> None:
    with writing():
        near, far = cast.units["school"], cast.units["far_school"]
        record(cast.school_admin.viewer, "cluster_saved", "unit", near, reason="Lý do ở trường", unit_id=near)
        record(cast.far_admin.viewer, "cluster_saved", "unit", far, reason="Lý do tỉnh khác", unit_id=far)


def test_aud4_each_reads_what_lies_beneath(clients, cast) -> None:
    _write(cast)
    for who in ("principal", "district_officer", "director"):
        page = clients[who].get("/records/trail").get_data(as_text=True)
        assert "Lý do ở trường" in page and "Lý do tỉnh khác" not in page
    for who in ("teacher", "stranger_principal", "lecturer", "viettel_staff"):
        assert "Lý do" not in clients[who].get("/records/trail").get_data(as_text=True).replace('col">Lý do', "")


def test_older_entries_follow_by_link(clients, cast) -> None:
    with writing():
        for number in range(60):
            record(cast.principal.viewer, "cluster_saved", "unit", number, unit_id=cast.units["school"])
    page = clients.principal.get("/records/trail").get_data(as_text=True)
    assert 'rel="next"' in page
    older = page.split('rel="next" href="')[1].split('"')[0]
    assert 'rel="next"' not in clients.principal.get(older).get_data(as_text=True)


def test_in4_senseless_positions_are_ignored(clients) -> None:
    for before in ("-1", "abc", "9" * 30, "0"):
        assert clients.principal.get(f"/records/trail?before={before}").status_code == 200
