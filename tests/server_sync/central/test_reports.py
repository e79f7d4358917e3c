"""The reports of the worker say what an independent fold of the ledger says, whatever happened."""

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager

import psycopg
import pytest

from kiosk.store import model_rows
from server_sync.central import read_models
from server_sync.central.read_models import ReadModels
from tests.centre import TENANT
from tests.postgres import Server
from tests.simulation.beginning import running_worlds
from tests.simulation.hub import Hub
from tests.simulation.machine import Machine
from tests.simulation.oracle import truth
from tests.simulation.world import World

STEPS = 40
SHARED = (
    *("asset", "kit", "part", "location", "type", "organisation", "identifier", "policy"),
    *("calendar", "promise", "station", "loan", "line", "exception"),
)
"""Tables that have the same rows in the reports as at a station that has synced."""


@pytest.fixture(scope="module")
def worlds(server: Server) -> Iterator[Callable[[int], World]]:
    with running_worlds(server) as made:
        yield made


@contextmanager
def folded(hub: Hub, most: int = read_models.MOST) -> Iterator[ReadModels]:
    """Open the reports as a worker that starts now, and keep them up to the head."""
    address = hub.tenant.server.at(hub.tenant.database)
    with closing(psycopg.connect(address, autocommit=True)) as connection:
        connection.execute(f"SET ROLE {TENANT}_worker")
        models = ReadModels(connection, TENANT, model_rows)
        while models.step(most):
            pass
        yield models


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


@pytest.mark.parametrize("seed", range(2))
def test_the_reports_say_what_an_independent_fold_says_after_every_kind_of_fault(worlds, seed):
    world = worlds(seed)
    with closing(world):
        for number in range(STEPS):
            world._step(number)
            if number % 8 == 0:
                with folded(world.hub, most=7):
                    agrees(world.hub)
        world._mend()
        with folded(world.hub):
            agrees(world.hub)
            same_as_at(world.hub, world.machines[0])
