"""The first version: the ledger, the keyring and all that is folded from them."""

from pathlib import Path

from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    script = Path(__file__).with_name("0001_first.sql").read_text("utf-8")
    for statement in script.split(";;\n"):
        op.get_bind().exec_driver_sql(statement)
