"""Reports beside the independent fold of the ledger, and beside the tables of a station."""

from collections.abc import Iterator
from contextlib import contextmanager

from kiosk.store import model_rows
from server_sync.central.read_models import MOST, ReadModels
from server_sync.central.worker_login import WorkerLogin
from tests.centre import TENANT
from tests.simulation.hub import Hub
from tests.simulation.machine import Machine
from tests.simulation.oracle import truth

SHARED = (
    *("asset", "kit", "part", "location", "type", "organisation", "identifier", "policy"),
    *("calendar", "promise", "station", "loan", "line", "exception"),
)
"""Tables that have the same rows in the reports as at a station that has synced."""


@contextmanager
def folded(hub: Hub, most: int = MOST) -> Iterator[ReadModels]:
    """Open the reports as a worker that starts now, and keep them up to the head."""
    with WorkerLogin(address_of(hub), TENANT).connected() as connection:
        models = ReadModels(connection, TENANT, model_rows)
        while models.step(most):
            pass
        yield models


def address_of(hub: Hub) -> str:
    return hub.tenant.server.at(hub.tenant.database)


def agrees(hub: Hub) -> None:
    """Compare the reports with the independent fold of the ledger."""
    real = truth(hub.events())
    held = hub.run(
        "SELECT asset, id, holder, loan FROM {tenant}_reports.line"
        " WHERE returned_ms = 0 AND asset <> ''"
    )
    assert {row[0]: row[1:] for row in held} == real.held
    parts = hub.run(
        "SELECT id, quantity FROM {tenant}_reports.line WHERE returned_ms = 0 AND part <> ''"
    )
    assert dict(parts) == real.parts_out
    statuses = dict(hub.run("SELECT id, status FROM {tenant}_reports.asset"))
    assert {asset: statuses[asset] for asset in real.status} == real.status
    names = dict(hub.run("SELECT id, name FROM {tenant}_reports.asset WHERE name <> ''"))
    assert names == real.names
    bars = hub.run("SELECT id FROM {tenant}_reports.bar WHERE lifted = 0")
    assert {row[0] for row in bars} == real.bars
    for kind, expected in (("double_check_out", real.doubles), ("was_not_out", real.strays)):
        found = hub.run(
            "SELECT event, split_part(subject, ':', 2) FROM {tenant}_reports.exception"
            " WHERE kind = %s",
            kind,
        )
        assert set(found) == expected


def same_as_at(hub: Hub, machine: Machine) -> None:
    """Compare the reports with the tables of a station that has synced."""
    for table in SHARED:
        columns = [
            name
            for (name,) in hub.run(
                "SELECT attname::text FROM pg_attribute"
                " WHERE attrelid = %s::regclass AND attnum > 0",
                f"{TENANT}_reports.{table}",
            )
        ]
        query = f"SELECT {', '.join(columns)} FROM {{}}"  # noqa: S608 - our own names
        here = hub.run(query.format(f"{{tenant}}_reports.{table}"))
        there = machine.query(query.format(table))
        assert sorted(map(str, here)) == sorted(map(str, there)), table
