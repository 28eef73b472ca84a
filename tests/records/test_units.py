"""What a reader is told of a unit: in full words."""

from tests.pages import words


def test_levels_are_written_out(clients, cast):
    for url in ("/records/units", f"/records/units/{cast.units['school']}"):
        said = words(clients.province_admin.get(url))
        assert "Trung học cơ sở" in said and "THCS," not in said
