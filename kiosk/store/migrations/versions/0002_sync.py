"""Sync: what the centre has of each chain and keyring row, and events that are never folded."""

from pathlib import Path

from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    script = Path(__file__).with_name("0002_sync.sql").read_text("utf-8")
    for statement in script.split(";;\n"):
        op.get_bind().exec_driver_sql(statement)
