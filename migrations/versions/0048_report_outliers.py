"""A snapshot keeps which of its schools stand out, so that no page reads every school again.

For snapshots that are there already this is found in their own people, and in the opinions as they are now.
"""

import sqlalchemy as sa
from alembic import op

revision = "0048_report_outliers"
down_revision = "0047_corrections"
branch_labels = None
depends_on = None

SNAPSHOTS = sa.text(
    "select s.id, s.year, s.context, u.path from report_snapshot s join unit u on u.id = s.unit_id"
    " where s.sealed_at is not null"
).columns(context=sa.JSON)
STANDARDS = sa.text("select id, document from standard").columns(document=sa.JSON)
SCHOOLS = (
    "from report_person p join report_unit u on u.snapshot_id = p.snapshot_id and u.unit_id = p.unit_id"
    " where p.snapshot_id = :snapshot and u.kind = 'school' and substr(p.slice, 1, 1) = 't'"
)
OPINIONS = (
    "from peer_opinion o join evaluation e on e.id = o.evaluation_id"
    " join evaluation_period y on y.id = e.period_id join unit u on u.id = e.unit_id"
    " where y.year = :year and e.standard_id = :standard and o.sent_at is not null and u.path like :beneath"
)


def upgrade() -> None:
    outlier = op.create_table(
        "report_outlier",
        sa.Column("snapshot_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("all_best", sa.Integer()),
        sa.Column("opinions", sa.Integer()),
        sa.Column("own", sa.Double()),
        sa.Column("colleagues", sa.Double()),
        sa.CheckConstraint(
            "all_best is not null or opinions is not null", name=op.f("ck_report_outlier_stands_out")
        ),
        sa.CheckConstraint(
            "(opinions is null) = (own is null) and (opinions is null) = (colleagues is null)",
            name=op.f("ck_report_outlier_means_together"),
        ),
        sa.ForeignKeyConstraint(["snapshot_id"], ["report_snapshot.id"], name=op.f("fk_report_outlier_snapshot_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_report_outlier_unit_id")),
        sa.PrimaryKeyConstraint("snapshot_id", "unit_id", name=op.f("pk_report_outlier")),
    )
    bind = op.get_bind()
    levels = {row.id: len(row.document["levels"]) for row in bind.execute(STANDARDS)}
    for snapshot in bind.execute(SNAPSHOTS).all():
        standard = snapshot.context["teacher_standard"]
        if standard is not None:
            values = {
                "snapshot": snapshot.id, "year": snapshot.year, "standard": standard, "beneath": f"{snapshot.path}%",
            }  # fmt: skip
            rows = _outliers(bind, values, levels[standard])
            if rows:
                bind.execute(outlier.insert(), [{"snapshot_id": snapshot.id, **row} for row in rows])
    _keep()


def _outliers(bind: sa.Connection, values: dict, levels: int) -> list[dict]:
    ranks = ", ".join(f"'{level}'" for level in range(levels))
    ranked = bind.execute(
        sa.text(f"select p.unit_id, count(*), min(p.rank) {SCHOOLS} and p.rank in ({ranks}) group by 1"), values
    )
    found = {
        unit: {"all_best": many} for unit, many, lowest in ranked if many >= 10 and lowest == str(levels - 1)
    }
    own = _means(bind, f"{SCHOOLS} and p.own <> ''", "p.unit_id", "p.own", values, levels)
    said = _means(bind, OPINIONS, "e.unit_id", "o.levels", values, levels)
    for unit in own.keys() & said.keys():
        (_, mean), (opinions, colleagues) = own[unit], said[unit]
        if opinions >= 3 and mean - colleagues >= 0.5:
            found.setdefault(unit, {}).update(opinions=opinions, own=mean, colleagues=colleagues)
    nothing = dict.fromkeys(("all_best", "opinions", "own", "colleagues"))
    return [{"unit_id": unit, **nothing, **each} for unit, each in found.items()]


def _means(bind: sa.Connection, rows: str, unit: str, signs: str, values: dict, levels: int) -> dict:
    """By unit: how many rows there are, and the mean of the levels that are given in them."""
    sums = ", ".join(f"sum(length({signs}) - length(replace({signs}, '{level}', '')))" for level in range(levels))
    found = {}
    for unit_id, many, *numbers in bind.execute(sa.text(f"select {unit}, count(*), {sums} {rows} group by 1"), values):
        if rated := sum(numbers):
            found[unit_id] = many, sum(level * number for level, number in enumerate(numbers)) / rated
    return found


def _keep() -> None:
    """As for the other rows of a snapshot (0041): those of a kept one can neither be changed nor deleted."""
    if op.get_bind().dialect.name == "sqlite":
        for act in ("update", "delete"):
            op.execute(
                f"create trigger report_outlier_kept_{act} before {act} on report_outlier "
                "when (select kept from report_snapshot where id = old.snapshot_id) "
                "begin select raise(abort, 'report_outlier is kept'); end"
            )
    else:
        op.execute(
            "create trigger report_outlier_kept before update or delete on report_outlier "
            "for each row execute function refuse_kept()"
        )


def downgrade() -> None:
    op.drop_table("report_outlier")
