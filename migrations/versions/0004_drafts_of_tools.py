"""Who changed the draft of a tool last; when, by whom and why a version was retired. A retired version never changes."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

WHY = "a published tool version never changes"
KEPT = ("id", "audit_tool_id", "number", "source", "digest", "published_at", "published_by_id")
DRAFTED = ("changed_at", "changed_by_id")
RETIRED = ("retired_at", "retired_by_id", "retired_reason")

TRIGGERS = sa.text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'tool_version'")


def differs(columns):
    here = "IS DISTINCT FROM" if op.get_bind().dialect.name == "postgresql" else "IS NOT"
    return f"({', '.join(f'NEW.{name}' for name in columns)}) {here} ({', '.join(f'OLD.{name}' for name in columns)})"


def before():
    return f"OLD.status <> 'draft' AND (NEW.status = 'draft' OR {differs(KEPT)})"


def after():
    """Only a published version is retired; then what is said of its retiring never changes either."""
    retiring = "(OLD.status = 'published' AND NEW.status = 'retired')"
    return (
        f"OLD.status <> 'draft' AND (NEW.status = 'draft' OR {differs(KEPT + DRAFTED)} "
        f"OR ({differs(RETIRED)} AND NOT {retiring}) OR (OLD.status = 'retired' AND NEW.status <> 'retired'))"
    )


def change_table(change, refused):
    """Change the columns of the table, and when its rows may not be changed. SQLite copies the table to do so."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP TRIGGER tool_version_no_update ON tool_version")
        change()
        op.execute(
            f"CREATE TRIGGER tool_version_no_update BEFORE UPDATE ON tool_version FOR EACH ROW WHEN ({refused}) "
            "EXECUTE FUNCTION tool_version_refuse()"
        )
        return
    there = {row.name: row.sql for row in op.get_bind().execute(TRIGGERS)}
    for name in there:
        op.execute(f"DROP TRIGGER {name}")
    change()
    there["tool_version_no_update"] = (
        f"CREATE TRIGGER tool_version_no_update BEFORE UPDATE ON tool_version WHEN {refused} "
        f"BEGIN SELECT RAISE(ABORT, '{WHY}'); END"
    )
    for create in there.values():
        op.execute(create)


def add_columns():
    with op.batch_alter_table("tool_version") as table:
        table.add_column(sa.Column("changed_at", sa.DateTime(timezone=True), nullable=True))
        table.add_column(sa.Column("changed_by_id", sa.Integer(), nullable=True))
        table.add_column(sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True))
        table.add_column(sa.Column("retired_by_id", sa.Integer(), nullable=True))
        table.add_column(sa.Column("retired_reason", sa.String(), nullable=True))
        for column in ("changed_by_id", "retired_by_id"):
            table.create_foreign_key(f"fk_tool_version_{column}_person", "person", [column], ["id"])


def drop_columns():
    with op.batch_alter_table("tool_version") as table:
        for column in ("changed_by_id", "retired_by_id"):
            table.drop_constraint(f"fk_tool_version_{column}_person", type_="foreignkey")
        for column in DRAFTED + RETIRED:
            table.drop_column(column)


def upgrade():
    change_table(add_columns, after())


def downgrade():
    change_table(drop_columns, before())
