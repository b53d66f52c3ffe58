"""Write a migration for what changed in store/tables.py: `python -m tools.migration "what changed"`."""

import sys
from tempfile import TemporaryDirectory

from alembic import command
from sqlalchemy import create_engine

from store.ledger import migration_config


def main() -> None:
    """Compare the tables with an up-to-date empty ledger and write the difference as a new revision."""
    with TemporaryDirectory() as folder:
        config = migration_config(create_engine(f"sqlite:///{folder}/ledger.sqlite"))
        command.upgrade(config, "head")
        command.revision(config, message=sys.argv[1], autogenerate=True)


if __name__ == "__main__":
    main()
