"""What is noted of a notice on its way by e-mail; and which notices are urgent."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table("notice") as table:
        table.add_column(sa.Column("urgent", sa.Boolean(), server_default=sa.false(), nullable=False))
        table.add_column(sa.Column("mail_after", sa.DateTime(timezone=True), nullable=True))
        table.add_column(sa.Column("refusals", sa.Integer(), server_default=sa.text("0"), nullable=False))
        table.add_column(sa.Column("refused_with", sa.String(), nullable=True))
        table.drop_index("ix_notice_mailed_at")
        table.create_index("ix_notice_mailed_at_at", ["mailed_at", "at"], unique=False)


def downgrade():
    with op.batch_alter_table("notice") as table:
        table.drop_index("ix_notice_mailed_at_at")
        table.create_index("ix_notice_mailed_at", ["mailed_at"], unique=False)
        for column in ("refused_with", "refusals", "mail_after", "urgent"):
            table.drop_column(column)
