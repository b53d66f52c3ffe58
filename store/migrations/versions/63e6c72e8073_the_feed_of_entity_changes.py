"""the feed of entity changes."""

import sqlalchemy as sa
from alembic import op

revision = "63e6c72e8073"
down_revision = "61cad6ea2946"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the ledger to this layout."""
    op.create_table(
        "entity_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("run", sa.String(length=16), nullable=False),
        sa.Column("known_at", sa.DateTime(), nullable=False),
        sa.Column("change", sa.String(length=16), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("entity", sa.String(length=32), nullable=False),
        sa.Column("other", sa.String(length=32), nullable=True),
        sa.Column("before", sa.Text(), nullable=True),
        sa.Column("after", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("entity_change", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_entity_change_entity"), ["entity"], unique=False)
        batch_op.create_index(batch_op.f("ix_entity_change_known_at"), ["known_at"], unique=False)


def downgrade() -> None:
    """Go back to the layout before."""
    with op.batch_alter_table("entity_change", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_entity_change_known_at"))
        batch_op.drop_index(batch_op.f("ix_entity_change_entity"))

    op.drop_table("entity_change")
