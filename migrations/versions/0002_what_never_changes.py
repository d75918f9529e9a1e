"""What never changes: the trail, and a published version of a tool. The database itself refuses, whoever asks."""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

TRAIL = "the trail is added to, never altered"
TOOL = "a published tool version never changes"

# On SQLite a row can also be replaced by inserting over it, which runs no trigger of its deletion.
SQLITE = {
    "trail_event_no_update": f"BEFORE UPDATE ON trail_event BEGIN SELECT RAISE(ABORT, '{TRAIL}'); END",
    "trail_event_no_delete": f"BEFORE DELETE ON trail_event BEGIN SELECT RAISE(ABORT, '{TRAIL}'); END",
    "trail_event_no_replace": "BEFORE INSERT ON trail_event WHEN EXISTS (SELECT 1 FROM trail_event "
    f"WHERE id = NEW.id OR number = NEW.number) BEGIN SELECT RAISE(ABORT, '{TRAIL}'); END",
    "tool_version_no_update": "BEFORE UPDATE ON tool_version WHEN OLD.status <> 'draft' AND (NEW.status = 'draft' OR "
    "(NEW.id, NEW.audit_tool_id, NEW.number, NEW.source, NEW.digest, NEW.published_at, NEW.published_by_id) IS NOT "
    "(OLD.id, OLD.audit_tool_id, OLD.number, OLD.source, OLD.digest, OLD.published_at, OLD.published_by_id)) "
    f"BEGIN SELECT RAISE(ABORT, '{TOOL}'); END",
    "tool_version_no_delete": "BEFORE DELETE ON tool_version WHEN OLD.status <> 'draft' "
    f"BEGIN SELECT RAISE(ABORT, '{TOOL}'); END",
    "tool_version_no_replace": "BEFORE INSERT ON tool_version WHEN EXISTS (SELECT 1 FROM tool_version "
    "WHERE status <> 'draft' AND (id = NEW.id OR (audit_tool_id = NEW.audit_tool_id AND number = NEW.number))) "
    f"BEGIN SELECT RAISE(ABORT, '{TOOL}'); END",
}
FUNCTIONS = {
    f"{table}_refuse": f"RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '{why}'; END $$"
    for table, why in (("trail_event", TRAIL), ("tool_version", TOOL))
}
POSTGRESQL = {
    "trail_event_append_only": "BEFORE UPDATE OR DELETE OR TRUNCATE ON trail_event "
    "FOR EACH STATEMENT EXECUTE FUNCTION trail_event_refuse()",
    "tool_version_no_update": "BEFORE UPDATE ON tool_version FOR EACH ROW WHEN (OLD.status <> 'draft' AND "
    "(NEW.status = 'draft' OR "
    "(NEW.id, NEW.audit_tool_id, NEW.number, NEW.source, NEW.digest, NEW.published_at, NEW.published_by_id) "
    "IS DISTINCT FROM "
    "(OLD.id, OLD.audit_tool_id, OLD.number, OLD.source, OLD.digest, OLD.published_at, OLD.published_by_id))) "
    "EXECUTE FUNCTION tool_version_refuse()",
    "tool_version_no_delete": "BEFORE DELETE ON tool_version FOR EACH ROW "
    "WHEN (OLD.status <> 'draft') EXECUTE FUNCTION tool_version_refuse()",
    "tool_version_no_truncate": "BEFORE TRUNCATE ON tool_version FOR EACH STATEMENT "
    "EXECUTE FUNCTION tool_version_refuse()",
}


def upgrade():
    if op.get_bind().dialect.name == "postgresql":
        for name, what in FUNCTIONS.items():
            op.execute(f"CREATE FUNCTION {name}() {what}")
        for name, when in POSTGRESQL.items():
            op.execute(f"CREATE TRIGGER {name} {when}")
    else:
        for name, when in SQLITE.items():
            op.execute(f"CREATE TRIGGER {name} {when}")


def downgrade():
    if op.get_bind().dialect.name == "postgresql":
        for name in FUNCTIONS:
            op.execute(f"DROP FUNCTION {name}() CASCADE")  # and with it its triggers
    else:
        for name in SQLITE:
            op.execute(f"DROP TRIGGER {name}")
