"""Who sees whom: every viewer against every subject, written out (security 2, AZ-2, AZ-3)."""

import pytest
from sqlalchemy import select

from app.db import db
from app.domain.identity.queries import claim_for
from app.domain.organisation.access import people_visible, units_visible
from app.domain.organisation.models import Person, Unit
from app.domain.organisation.queries import person_for, unit_for
from tests.cast import CAST

SCHOOL = {"teacher", "peer", "group_head", "staff", "principal", "vice_principal", "school_admin"}
OTHER_SCHOOL = {"stranger", "stranger_principal", "stranger_admin"}
UPPER_SCHOOL = {"upper_teacher", "upper_principal"}
DISTRICT = SCHOOL | OTHER_SCHOOL | {"district_officer", "district_head", "district_admin"}
PROVINCE = DISTRICT | UPPER_SCHOOL | {"province_officer", "director", "province_admin"}
FAR_SCHOOL = {"far_teacher", "far_principal", "far_school_admin"}
FAR_DISTRICT = FAR_SCHOOL | {"commune_officer"}
FAR_PROVINCE = FAR_DISTRICT | {"far_officer", "far_admin"}

SEES_PEOPLE = {
    "principal": SCHOOL, "vice_principal": SCHOOL, "school_admin": SCHOOL,
    "stranger_principal": OTHER_SCHOOL, "stranger_admin": OTHER_SCHOOL, "upper_principal": UPPER_SCHOOL,
    "district_officer": DISTRICT, "district_head": DISTRICT, "district_admin": DISTRICT,
    "province_officer": PROVINCE, "director": PROVINCE, "province_admin": PROVINCE,
    "far_principal": FAR_SCHOOL, "far_school_admin": FAR_SCHOOL, "commune_officer": FAR_DISTRICT,
    "far_officer": FAR_PROVINCE, "far_admin": FAR_PROVINCE,
    # The offices whose admins it appoints; of schools it has counts.
    "ministry_admin": {
        "ministry_officer", "auditor", "province_officer", "director", "province_admin", "far_officer", "far_admin",
        "lecturer", "viettel_staff", "vnpt_staff",
    },
    "lecturer": PROVINCE,  # state only: what is shown of them is narrower, who is in sight is not
}  # fmt: skip


def everybody_seen_by(cast, who):
    """Oneself always; others as the table says; ministry and providers nobody but themselves."""
    return SEES_PEOPLE.get(who, set()) | {who}


@pytest.mark.both_databases
@pytest.mark.parametrize("who", CAST)
def test_az_2_viewer_by_subject(app, cast, who):
    viewer = cast[who].viewer
    keys = {member.person_id: member.key for member in cast}
    seen = {keys[found] for found in db.session.scalars(select(Person.id).where(people_visible(viewer)))}
    assert seen == everybody_seen_by(cast, who)
    for member in cast:
        alone = person_for(viewer, member.person_id)
        assert (alone is not None) == (member.key in seen), member.key
        assert claim_for(viewer, member.person_id) is None  # nobody has declared; and asking breaks nothing


PROVINCE_UNITS = {"province", "district", "school", "other_school", "upper_school"}
FAR_UNITS = {"far_province", "commune", "far_school"}
SEES_UNITS = {
    **dict.fromkeys(SCHOOL | {"leaver"}, {"school"}),
    **dict.fromkeys(OTHER_SCHOOL, {"other_school"}),
    **dict.fromkeys(UPPER_SCHOOL, {"upper_school"}),
    **dict.fromkeys(FAR_SCHOOL, {"far_school"}),
    **dict.fromkeys(["district_officer", "district_head", "district_admin"], {"district", "school", "other_school"}),
    **dict.fromkeys(["province_officer", "director", "province_admin", "viettel_staff"], PROVINCE_UNITS),
    **dict.fromkeys(["far_officer", "far_admin", "vnpt_staff"], FAR_UNITS),
    "commune_officer": {"commune", "far_school"},
}


@pytest.mark.parametrize("who", [key for key in CAST if key in SEES_UNITS and key != "leaver"])
def test_az_3_units_in_sight(app, cast, who):
    viewer = cast[who].viewer
    keys = {unit_id: key for key, unit_id in cast.units.items()}
    seen = {keys[found] for found in db.session.scalars(select(Unit.id).where(units_visible(viewer)))}
    own = {keys[viewer.unit_id]} & {"viettel", "vnpt"}
    assert seen - own == SEES_UNITS[who]
    for key, unit_id in cast.units.items():
        assert (unit_for(viewer, unit_id) is not None) == (key in seen), key


def test_auth_9_who_left_has_no_role_and_no_unit(cast):
    assert (cast.leaver.viewer.role, cast.leaver.viewer.unit_id) == ("", None)
