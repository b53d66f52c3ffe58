"""when a model was in use."""

import sqlalchemy as sa
from alembic import op

revision = "d30578f07715"
down_revision = "ac74c0a54b72"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the ledger to this layout."""
    op.create_table(
        "model_use",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("since", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["number"],
            ["model_version.number"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    # The first use of each version was never noted; that it was made is the nearest to it. One that was gone
    # back to is in use from now on.
    op.execute(
        "INSERT INTO model_use (number, since) SELECT number, created_at FROM model_version ORDER BY number"
    )
    op.execute(
        "INSERT INTO model_use (number, since) SELECT number, CURRENT_TIMESTAMP FROM model_version "
        "WHERE active AND number < (SELECT max(number) FROM model_version)"
    )


def downgrade() -> None:
    """Go back to the layout before."""
    op.drop_table("model_use")
