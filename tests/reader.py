"""What does somebody read who has the whole live database, its system columns among it?  (ANON-2)"""

from sqlalchemy import inspect, text

from app.db import db


def everything() -> dict[str, list[dict[str, object]]]:
    """Every table, every column, every row; with rowid, or xmin, xmax and ctid; and where each sequence stands."""
    db.session.rollback()
    sqlite, found = db.engine.dialect.name == "sqlite", {}
    for table in inspect(db.session.connection()).get_table_names():
        hidden = "xmin::text, xmax::text, ctid::text, "
        if sqlite:
            made = "select sql from sqlite_master where name = :name"
            sql = db.session.execute(text(made), {"name": table}).scalar_one()
            hidden = "" if "without rowid" in sql.lower() else "rowid as hidden_rowid, "
        rows = db.session.execute(text(f'select {hidden}t.* from "{table}" t'))  # noqa: S608
        found[table] = [dict(row._mapping) for row in rows]
    found["every sequence"] = [] if sqlite else _sequences()
    db.session.rollback()
    return found


def _sequences() -> list[dict[str, object]]:
    """A number drawn and thrown away would tell the order of those who came; SQLite's tables have no such counters."""
    rows = db.session.execute(text("select schemaname, sequencename, last_value from pg_sequences"))
    return [dict(row._mapping) for row in rows]


def changed(before, after) -> dict[str, list[dict[str, object]]]:
    """What is not in the database as it was before."""
    return {
        name: new for name, rows in after.items() if (new := [row for row in rows if row not in before[name]])
    }  # fmt: skip
