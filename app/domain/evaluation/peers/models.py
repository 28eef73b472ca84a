"""What does the head of a school settle for a subject group that is too small?  (Opinions themselves: ../models.py.)"""

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.db import db


class JoinedGroup(db.Model):
    """In this period the members of `joined_id` are asked about those of `group_id` too."""

    __tablename__ = "peer_joined_group"
    __table_args__ = (CheckConstraint("group_id <> joined_id", name="not_with_itself"),)

    period_id: Mapped[int] = mapped_column(ForeignKey("evaluation_period.id"), primary_key=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("subject_group.id"), primary_key=True)
    joined_id: Mapped[int] = mapped_column(ForeignKey("subject_group.id"), primary_key=True)


class NotCollated(db.Model):
    """In this period nobody is asked about the members of this group, and why ("không tổng hợp")."""

    __tablename__ = "peer_not_collated"

    period_id: Mapped[int] = mapped_column(ForeignKey("evaluation_period.id"), primary_key=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("subject_group.id"), primary_key=True)
    remark: Mapped[str] = mapped_column(String(300))
