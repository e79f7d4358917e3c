"""Versions of the database: older ones are brought up, newer ones refused, failures undone."""

from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from kiosk.domain.ports import Code
from kiosk.domain.trouble import Trouble, TroubleCode
from kiosk.store import schema, tables
from kiosk.store.driver import connect
from kiosk.store.station import DATABASE, open_station
from tests.fakes.clock import FakeClock
from tests.store import world
from tests.store.station_fixture import KEYS, OPTIONS, make_station, reopen

CURRENT = schema.known_versions()[-1]
SECOND = f"""
from alembic import op

revision = "9002"
down_revision = "{CURRENT}"


def upgrade() -> None:
    op.execute("ALTER TABLE kit ADD COLUMN colour TEXT NOT NULL DEFAULT 'red'")
    op.execute("UPDATE setting SET value = value")
"""  # noqa: S608 - a script, not a statement


@pytest.fixture
def folder(tmp_path: Path, clock: FakeClock) -> Path:
    station = make_station(tmp_path / "s", clock)
    world.lend_something(station)
    station.close()
    return tmp_path / "s"


def _second(tmp_path: Path, script: str = SECOND) -> tuple[Path, ...]:
    versions = tmp_path / "versions"
    versions.mkdir(exist_ok=True)
    (versions / "9002_second.py").write_text(script)
    return (schema.VERSIONS, versions)


def test_the_first_script_makes_the_tables_that_the_program_knows(folder: Path) -> None:
    with closing(connect(folder / DATABASE, KEYS.database, read_only=True)) as connection:
        for table in tables.metadata.tables.values():
            rows = connection.execute("SELECT name FROM pragma_table_info(?)", (table.name,))
            assert [row[0] for row in rows] == list(table.columns.keys())
        found = connection.execute("SELECT name FROM sqlite_master WHERE type = 'index'")
        assert {index.name for index in tables.INDEXES} <= {row[0] for row in found}


def test_an_older_database_is_brought_up_after_a_full_backup(
    folder: Path, tmp_path: Path, clock: FakeClock
) -> None:
    options = replace(OPTIONS, versions=_second(tmp_path))
    with pytest.raises(Trouble, match="Start the station once"):
        open_station(folder, KEYS, clock, replace(options, read_only=True))

    station = open_station(folder, KEYS, clock, options)

    with station.books.read(clock.now()) as book:
        assert len(book.find(Code("LS-0001"))) == 1
        assert book.connection.execute("SELECT colour FROM kit").fetchall() == []
        assert schema.version_of(book.connection) == "9002"
    station.close()
    (backup,) = (folder / "backups").iterdir()
    with closing(connect(backup, KEYS.database, read_only=True)) as connection:
        assert schema.version_of(connection) == CURRENT


def test_an_upgrade_that_was_cut_leaves_nothing_that_ruins_the_next(
    folder: Path, tmp_path: Path, clock: FakeClock
) -> None:
    options = replace(OPTIONS, versions=_second(tmp_path))
    new = (folder / DATABASE).with_suffix(".new")
    new.write_bytes((folder / DATABASE).read_bytes())
    with closing(connect(new, KEYS.database)) as cut:
        cut.execute("CREATE TABLE half_done AS SELECT * FROM event, setting")
        wal = new.with_name(f"{new.name}-wal")
        left = wal.read_bytes()
    wal.write_bytes(left)

    station = open_station(folder, KEYS, clock, options)

    assert station.verify().wrong == []
    with station.books.read(clock.now()) as book:
        asked = "SELECT count(*) FROM sqlite_master WHERE name = 'half_done'"
        assert book.connection.execute(asked).fetchone() == (0,)
    station.close()


def test_a_newer_database_is_refused_with_a_clear_line(
    folder: Path, tmp_path: Path, clock: FakeClock
) -> None:
    open_station(folder, KEYS, clock, replace(OPTIONS, versions=_second(tmp_path))).close()

    with pytest.raises(Trouble, match="newer program") as found:
        reopen(folder, clock)

    assert found.value.code is TroubleCode.STORE_NEWER


def test_an_upgrade_that_fails_leaves_the_database_as_it_was(
    folder: Path, tmp_path: Path, clock: FakeClock
) -> None:
    held = (folder / DATABASE).read_bytes()
    versions = _second(tmp_path, SECOND + '    op.drop_table("nowhere")\n')

    with pytest.raises(Trouble, match="as it was"):
        open_station(folder, KEYS, clock, replace(OPTIONS, versions=versions))

    assert (folder / DATABASE).read_bytes() == held
    assert list(folder.glob("*.new*")) == []
    reopen(folder, clock).close()
