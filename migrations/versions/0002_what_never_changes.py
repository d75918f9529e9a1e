"""What never changes: the trail, and a published version of a tool. The database itself refuses, whoever asks."""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

TRAIL = "the trail is added to, never altered"
TOOL = "a published tool version never changes"

SQLITE = [
    *(
        f"CREATE TRIGGER trail_event_no_{verb} BEFORE {verb} ON trail_event BEGIN SELECT RAISE(ABORT, '{TRAIL}'); END"
        for verb in ("update", "delete")
    ),
    "CREATE TRIGGER tool_version_no_update BEFORE UPDATE ON tool_version WHEN OLD.status <> 'draft' AND ("
    "NEW.source <> OLD.source OR NEW.digest <> OLD.digest OR NEW.number <> OLD.number OR NEW.status = 'draft' "
    f"OR NEW.audit_tool_id <> OLD.audit_tool_id) BEGIN SELECT RAISE(ABORT, '{TOOL}'); END",
    "CREATE TRIGGER tool_version_no_delete BEFORE DELETE ON tool_version WHEN OLD.status <> 'draft' "
    f"BEGIN SELECT RAISE(ABORT, '{TOOL}'); END",
]
POSTGRESQL = [
    f"CREATE FUNCTION trail_event_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '{TRAIL}'; END $$",
    "CREATE TRIGGER trail_event_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON trail_event "
    "FOR EACH STATEMENT EXECUTE FUNCTION trail_event_refuse()",
    f"CREATE FUNCTION tool_version_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '{TOOL}'; END $$",
    "CREATE TRIGGER tool_version_no_update BEFORE UPDATE ON tool_version FOR EACH ROW WHEN (OLD.status <> 'draft' AND ("
    "(NEW.source, NEW.digest, NEW.number, NEW.audit_tool_id) IS DISTINCT FROM "
    "(OLD.source, OLD.digest, OLD.number, OLD.audit_tool_id) OR NEW.status = 'draft')) "
    "EXECUTE FUNCTION tool_version_refuse()",
    "CREATE TRIGGER tool_version_no_delete BEFORE DELETE ON tool_version FOR EACH ROW "
    "WHEN (OLD.status <> 'draft') EXECUTE FUNCTION tool_version_refuse()",
]


def upgrade():
    for statement in POSTGRESQL if op.get_bind().dialect.name == "postgresql" else SQLITE:
        op.execute(statement)


def downgrade():
    if op.get_bind().dialect.name == "postgresql":
        for table, triggers in (
            ("trail_event", ["trail_event_append_only"]),
            ("tool_version", ["tool_version_no_update", "tool_version_no_delete"]),
        ):
            for trigger in triggers:
                op.execute(f"DROP TRIGGER {trigger} ON {table}")
            op.execute(f"DROP FUNCTION {table}_refuse()")
    else:
        for table, verbs in (("trail_event", ("update", "delete")), ("tool_version", ("update", "delete"))):
            for verb in verbs:
                op.execute(f"DROP TRIGGER {table}_no_{verb}")
