"""The tests' own ground: putting a database back harms nobody who still has it open."""

import sqlite3
from contextlib import closing
from pathlib import Path

from tests.databases import SqliteDatabase


def test_a_reset_reaches_whoever_has_the_file_open(tmp_path: Path) -> None:
    database = SqliteDatabase(tmp_path)
    with closing(sqlite3.connect(database.path)) as earlier:
        earlier.execute("pragma journal_mode=wal")
        earlier.execute("create table kept (value text)")
        earlier.commit()
        database.keep_as("template")
        earlier.execute("insert into kept values ('gone after the reset')")
        earlier.commit()
        database.reset("template")
        assert earlier.execute("select count(*) from kept").fetchone() == (0,)
        earlier.execute("insert into kept values ('still writable')")
        earlier.commit()
    with closing(sqlite3.connect(database.path)) as later:
        assert later.execute("select value from kept").fetchall() == [("still writable",)]
