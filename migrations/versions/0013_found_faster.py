"""Lists of a whole province: names by their words, people in the order of a list, and sums above the schools.

The words of names are kept by the database itself, whoever writes a name and however many at once.  A migration that
makes `person` anew (batch_alter_table on SQLite) has to make the triggers anew.
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

SQLITE_WORDS = """select distinct value, {row}.id from {tables}
    json_each('[' || replace(json_quote({row}.name_fold), ' ', '","') || ']') where value <> ''"""


def upgrade() -> None:
    on_sqlite = op.get_bind().dialect.name == "sqlite"
    op.create_index("ix_person_sort_key", "person", ["sort_key", "id"])
    merged = sa.text("merged_into_id is not null")
    op.drop_index("ix_person_merged_into_id", table_name="person")
    op.create_index(
        "ix_person_merged_into_id", "person", ["merged_into_id"], sqlite_where=merged, postgresql_where=merged
    )
    op.create_table(
        "person_word",
        # Compared by bytes, so that all words with one beginning lie side by side in the index.
        sa.Column("word", sa.String(100, collation=None if on_sqlite else "C"), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name="fk_person_word_person_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("word", "person_id", name="pk_person_word"),
        sqlite_with_rowid=False,
    )  # fmt: skip
    op.create_index("ix_person_word_person_id", "person_word", ["person_id"])
    for statement in _keep_words_on_sqlite() if on_sqlite else _keep_words_on_postgresql():
        op.execute(statement)
    op.execute("delete from figure where unit_id in (select id from unit where kind <> 'school')")
    for kind in ("middle", "province", "ministry"):  # from below: each sums what lies right beneath it
        op.execute(
            "insert into figure (unit_id, campaign_id, indicator, expected, done, on_time, late) "  # noqa: S608
            "select above.id, campaign_id, indicator, sum(expected), sum(done), sum(on_time), sum(late) "
            "from figure join unit on unit.id = figure.unit_id join unit as above on above.id = unit.parent_id "
            f"where above.kind = '{kind}' group by above.id, campaign_id, indicator"
        )


def _keep_words_on_sqlite() -> list[str]:
    new = SQLITE_WORDS.format(row="new", tables="")
    return [
        f"insert into person_word (word, person_id) {SQLITE_WORDS.format(row='person', tables='person,')}",
        f"create trigger person_word_new after insert on person begin insert into person_word (word, person_id) {new}; end",
        "create trigger person_word_changed after update of name_fold on person when new.name_fold <> old.name_fold "
        f"begin delete from person_word where person_id = new.id; insert into person_word (word, person_id) {new}; end",
    ]  # fmt: skip


def _keep_words_on_postgresql() -> list[str]:
    words = "select distinct word, {row}.id from {tables} regexp_split_to_table({row}.name_fold, ' ') as word"
    new = words.format(row="new", tables="") + " where word <> ''"
    return [
        f"insert into person_word (word, person_id) {words.format(row='person', tables='person,')} where word <> ''",
        "create function keep_person_words() returns trigger language plpgsql as $$ begin "
        "if tg_op = 'UPDATE' then delete from person_word where person_id = new.id; end if; "
        f"insert into person_word (word, person_id) {new}; return new; end $$",
        "create trigger person_word_new after insert on person for each row execute function keep_person_words()",
        "create trigger person_word_changed after update of name_fold on person for each row "
        "when (new.name_fold <> old.name_fold) execute function keep_person_words()",
    ]


def downgrade() -> None:
    on_sqlite = op.get_bind().dialect.name == "sqlite"
    for trigger in ("person_word_new", "person_word_changed"):
        op.execute(f"drop trigger {trigger}{'' if on_sqlite else ' on person'}")
    if not on_sqlite:
        op.execute("drop function keep_person_words()")
    op.drop_index("ix_person_word_person_id", table_name="person_word")
    op.drop_table("person_word")
    op.drop_index("ix_person_merged_into_id", table_name="person")
    op.create_index("ix_person_merged_into_id", "person", ["merged_into_id"])
    op.drop_index("ix_person_sort_key", table_name="person")
    op.execute("delete from figure where unit_id in (select id from unit where kind <> 'school')")
