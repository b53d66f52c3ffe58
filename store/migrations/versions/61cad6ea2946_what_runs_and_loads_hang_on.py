"""what runs and loads hang on."""

import sqlalchemy as sa
from alembic import op

revision = "61cad6ea2946"
down_revision = "31f361771429"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the ledger to this layout."""
    with op.batch_alter_table("graph_load", schema=None) as batch_op:
        batch_op.add_column(sa.Column("rules", sa.String(length=64), server_default="", nullable=False))

    with op.batch_alter_table("resolution_run", schema=None) as batch_op:
        batch_op.add_column(sa.Column("inputs", sa.String(length=64), server_default="", nullable=False))


def downgrade() -> None:
    """Go back to the layout before."""
    with op.batch_alter_table("resolution_run", schema=None) as batch_op:
        batch_op.drop_column("inputs")

    with op.batch_alter_table("graph_load", schema=None) as batch_op:
        batch_op.drop_column("rules")
