"""Receipts: subjects that wait to be folded from their whole history are found at once."""

from pathlib import Path

from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    script = Path(__file__).with_name("0003_receipts.sql").read_text("utf-8")
    for statement in script.split(";;\n"):
        op.get_bind().exec_driver_sql(statement)
