"""Which units, people and appointments are there?"""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, Integer, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import UtcDateTime, db

# Compared byte by byte in both databases, so that one prefix range finds a whole subtree through the index.
PathText = String(120).with_variant(String(120, collation="C"), "postgresql")


class Unit(db.Model):
    """A node of the organisation tree; matched by code, never by name.  `path` lists ids from the root, as "/1/12/"."""

    __tablename__ = "unit"
    __table_args__ = (
        UniqueConstraint("code", "valid_from"),
        CheckConstraint("kind in ('ministry','province','middle','school','university','provider')", name="kind_known"),
        CheckConstraint("(parent_id is null) = (kind = 'ministry')", name="only_ministry_is_root"),
        CheckConstraint("valid_to is null or valid_to > valid_from", name="validity_ordered"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(20), index=True)
    name: Mapped[str] = mapped_column(String(200))
    name_fold: Mapped[str] = mapped_column(String(200), index=True)
    kind: Mapped[str] = mapped_column(String(12))
    type_name: Mapped[str] = mapped_column(String(60))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True)
    path: Mapped[str] = mapped_column(PathText, index=True)
    levels: Mapped[str] = mapped_column(String(20), default="")
    difficult: Mapped[bool] = mapped_column(default=False)
    lms_provider: Mapped[str | None] = mapped_column(String(10))
    valid_from: Mapped[date] = mapped_column(Date)
    valid_to: Mapped[date | None] = mapped_column(Date)
    version: Mapped[int] = mapped_column(Integer, default=1)

    parent: Mapped["Unit | None"] = relationship(remote_side="Unit.id")

    @property
    def level_set(self) -> frozenset[str]:
        return frozenset(filter(None, self.levels.split(",")))


class UnitSuccession(db.Model):
    """Since a day one unit is part of another (hợp nhất, sáp nhập); reports from before keep the unit as it was."""

    __tablename__ = "unit_succession"
    __table_args__ = (CheckConstraint("unit_id <> successor_id", name="not_of_itself"),)

    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), primary_key=True)
    successor_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    since: Mapped[date] = mapped_column(Date)


class Cluster(db.Model):
    """Schools that act together (cụm trường)."""

    __tablename__ = "cluster"
    __table_args__ = (UniqueConstraint("unit_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    name: Mapped[str] = mapped_column(String(200))


class ClusterMember(db.Model):
    __tablename__ = "cluster_member"

    cluster_id: Mapped[int] = mapped_column(ForeignKey("cluster.id"), primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), primary_key=True, index=True)


class ServiceArea(db.Model):
    """Which university serves which province, and since when."""

    __tablename__ = "service_area"
    __table_args__ = (UniqueConstraint("university_id", "province_id", "starts"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    university_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    province_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    starts: Mapped[date] = mapped_column(Date)
    ends: Mapped[date | None] = mapped_column(Date)


class Person(db.Model):
    """A human being, once.  `sector_id` is the verified exact value only; `listed_sector_id` a roster's proposal."""

    __tablename__ = "person"
    __table_args__ = (
        Index("uq_person_sector_id", "sector_id", unique=True),
        Index("ix_person_sort_key", "sort_key", "id"),
        # Of the merged only: nearly nobody is, and an index of everybody who is not would tempt SQLite's planner.
        Index(
            "ix_person_merged_into_id",
            "merged_into_id",
            sqlite_where=text("merged_into_id is not null"),
            postgresql_where=text("merged_into_id is not null"),
        ),
        CheckConstraint("gender is null or gender in ('female','male')", name="gender_known"),
        CheckConstraint("merged_into_id is null or merged_into_id <> id", name="not_merged_into_self"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    full_name: Mapped[str] = mapped_column(String(100))
    given_name: Mapped[str] = mapped_column(String(50))
    name_fold: Mapped[str] = mapped_column(String(100), index=True)
    sort_key: Mapped[str] = mapped_column(String(400).with_variant(String(400, collation="C"), "postgresql"))
    birth_date: Mapped[date | None] = mapped_column(Date)
    gender: Mapped[str | None] = mapped_column(String(6))
    # Kinh or an ethnic minority (DTTS): sensitive, needed for the report's rows, nothing finer is kept (DP-7).
    minority: Mapped[bool | None] = mapped_column()
    qualification: Mapped[str | None] = mapped_column(String(60))
    phone: Mapped[str | None] = mapped_column(String(20))
    email: Mapped[str | None] = mapped_column(String(200))
    citizen_number_sealed: Mapped[str | None] = mapped_column(String(300))
    teaching_since: Mapped[int | None] = mapped_column(Integer)
    managing_since: Mapped[int | None] = mapped_column(Integer)
    sector_id: Mapped[str | None] = mapped_column(String(20))
    sector_key: Mapped[str | None] = mapped_column(String(20), index=True)
    listed_sector_id: Mapped[str | None] = mapped_column(String(20))
    listed_sector_key: Mapped[str | None] = mapped_column(String(20), index=True)
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    deceased: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(Integer, default=1)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class PersonWord(db.Model):
    """A word of a person's folded name, to find people by; kept by triggers on `person`, never written by us."""

    __tablename__ = "person_word"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012

    word: Mapped[str] = mapped_column(
        String(100).with_variant(String(100, collation="C"), "postgresql"), primary_key=True
    )  # fmt: skip
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True, index=True)


class SubjectGroup(db.Model):
    """A subject group (tổ chuyên môn) inside a school."""

    __tablename__ = "subject_group"
    __table_args__ = (UniqueConstraint("unit_id", "name_fold"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    name: Mapped[str] = mapped_column(String(100))
    name_fold: Mapped[str] = mapped_column(String(100))


class Appointment(db.Model):
    """A person's position in a unit from a day on; `ends` is the first day on which it no longer holds.

    `main` marks the one place where the person is counted; an admin's appointment is never it.
    """

    __tablename__ = "appointment"
    __table_args__ = (
        Index("ix_appointment_unit", "unit_id", "ends"),
        Index("ix_appointment_person", "person_id", "ends"),
        Index("ix_appointment_position", "position", "unit_id"),
        Index(
            "uq_appointment_main_open", "person_id", unique=True,
            sqlite_where=text("main = 1 and ends is null"), postgresql_where=text("main and ends is null"),
        ),
        CheckConstraint("ends is null or ends > starts", name="dates_ordered"),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    position: Mapped[str] = mapped_column(String(30))
    title: Mapped[str | None] = mapped_column(String(60))
    group_id: Mapped[int | None] = mapped_column(ForeignKey("subject_group.id"), index=True)
    subject: Mapped[str | None] = mapped_column(String(60))
    level: Mapped[str | None] = mapped_column(String(4))
    main: Mapped[bool] = mapped_column(default=True)
    starts: Mapped[date] = mapped_column(Date)
    ends: Mapped[date | None] = mapped_column(Date)
    end_reason: Mapped[str | None] = mapped_column(String(20))
    version: Mapped[int] = mapped_column(Integer, default=1)

    person: Mapped[Person] = relationship()
    unit: Mapped[Unit] = relationship()
    group: Mapped[SubjectGroup | None] = relationship()


class Leave(db.Model):
    """Long leave: the person stays with the unit and is not expected to act meanwhile."""

    __tablename__ = "leave"
    __table_args__ = (CheckConstraint("ends is null or ends > starts", name="dates_ordered"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    starts: Mapped[date] = mapped_column(Date)
    ends: Mapped[date | None] = mapped_column(Date)
    note: Mapped[str | None] = mapped_column(String(300))


class Assignment(db.Model):
    """A task given to a person over a unit, or over one person, for a time (phân công); both sides see it.

    `ends` is the first day on which it no longer holds, none until further notice; one that was taken back holds no
    more from that day.  `delegation_id` is set where it was signed for the head.
    """

    __tablename__ = "assignment"
    __table_args__ = (
        CheckConstraint("ends is null or ends > starts", name="dates_ordered"),
        CheckConstraint(
            "task in ('urge_training','approve_plans','guide_core_people','focal_point')", name="task_known"
        ),
        CheckConstraint("(unit_id is null) <> (about_person_id is null)", name="unit_or_person"),
        CheckConstraint("(task = 'focal_point') = (content is not null)", name="content_of_focal_point"),
        CheckConstraint("(taken_back_on is null) = (end_reason is null)", name="taken_back_with_reason"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    task: Mapped[str] = mapped_column(String(30))
    content: Mapped[str | None] = mapped_column(String(200))
    by_unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True)
    about_person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    starts: Mapped[date] = mapped_column(Date)
    ends: Mapped[date | None] = mapped_column(Date)
    made_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    made_on: Mapped[date] = mapped_column(Date)
    delegation_id: Mapped[int | None] = mapped_column(ForeignKey("delegation.id"))
    taken_back_on: Mapped[date | None] = mapped_column(Date)
    end_reason: Mapped[str | None] = mapped_column(String(300))
    version: Mapped[int] = mapped_column(Integer, default=1)


class Delegation(db.Model):
    """Somebody who holds a deciding office lets a person of the unit sign for them ("ký thay") between two days.

    `ends` is the first day on which it no longer holds; one that was taken back holds no more from that moment.
    """

    __tablename__ = "delegation"
    __table_args__ = (
        CheckConstraint("ends > starts", name="dates_ordered"),
        CheckConstraint("by_person_id <> to_person_id", name="not_to_oneself"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    by_person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    by_position: Mapped[str] = mapped_column(String(30))
    to_person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    reason: Mapped[str] = mapped_column(String(300))
    starts: Mapped[date] = mapped_column(Date)
    ends: Mapped[date] = mapped_column(Date)
    taken_back_on: Mapped[date | None] = mapped_column(Date)
    version: Mapped[int] = mapped_column(Integer, default=1)


class AdminRequest(db.Model):
    """Somebody at the ministry asks that a person become the admin of a province; another person decides (AZ-10)."""

    __tablename__ = "admin_request"
    __table_args__ = (
        CheckConstraint("state in ('open','approved','refused','withdrawn')", name="state_known"),
        CheckConstraint(
            "(state = 'open') = (decided_by_id is null) and (state = 'open') = (decided_at is null)",
            name="decided_iff_over",
        ),
        CheckConstraint(
            "state not in ('approved','refused') or (decided_by_id <> asked_by_id and decided_by_id <> person_id)",
            name="two_people",
        ),
        Index(
            "uq_admin_request_open", "unit_id", "person_id", unique=True,
            sqlite_where=text("state = 'open'"), postgresql_where=text("state = 'open'"),
        ),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    state: Mapped[str] = mapped_column(String(12))
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    reason: Mapped[str | None] = mapped_column(String(1000))


class Installation(db.Model):
    """What this database is: one row, written when demonstration data is seeded (AUTH-10)."""

    __tablename__ = "installation"

    id: Mapped[int] = mapped_column(primary_key=True)
    demo: Mapped[bool] = mapped_column()
    size: Mapped[str] = mapped_column(String(12))
    seeded_at: Mapped[datetime] = mapped_column(UtcDateTime)
