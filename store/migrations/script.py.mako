"""${message}."""

import sqlalchemy as sa
from alembic import op
${imports if imports else ""}
revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the ledger to this layout."""
    ${upgrades if upgrades else "pass"}


def downgrade() -> None:
    """Go back to the layout before."""
    ${downgrades if downgrades else "pass"}
