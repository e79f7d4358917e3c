"""Staleness: what was lent after a moment is found at once, when a late policy speaks of it."""

from pathlib import Path

from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    script = Path(__file__).with_name("0004_staleness.sql").read_text("utf-8")
    for statement in script.split(";;\n"):
        op.get_bind().exec_driver_sql(statement)
