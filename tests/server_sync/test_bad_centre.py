"""Everything that can be wrong with a centre: a clear line on screens and in doctor, and lending.

Each cause is the real thing: a wrong line in the configuration, a centre that changed, a disk that
is full, a replica.
"""

import json
import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from kiosk.admin.today import sync_items
from kiosk.admin.wording import Times
from kiosk.cli.border import guarded
from kiosk.clock import SystemClock
from kiosk.config import Config, load
from kiosk.domain.sync_status import SyncStatus
from kiosk.joining import PASSWORD, Tls, join_here
from kiosk.open_station import OpenStation
from kiosk.screens.deck import Deck
from kiosk.screens.station_presenter import StationPresenter
from kiosk.screens.status_line import StatusLine
from kiosk.shell.palette import Tone
from kiosk.shell.sound import Sound
from kiosk.shell.window import KioskWindow
from kiosk.store.panel_queries import PanelQueries
from server_sync.central.schema import install
from server_sync.provision import Newcomer, Place, StationKeys, enrol
from tests.centre import TENANT, Centre
from tests.certificates import write_certificates
from tests.postgres import Server, free_port, running_replica
from tests.screens.gallery import look
from tests.store import world
from tests.store.station_fixture import KEYS, make_station
from tests.tls_front import tls_front

MANY = 80
"""Loans that need more room than a full disk has left."""


@dataclass(frozen=True, slots=True)
class Joined:
    """A station that has synced, and its centre, before something goes wrong."""

    config: Config
    centre: Centre
    folder: Path
    later: ExitStack
    """What is undone in the end."""

    def configure(self, name: str, value: object) -> None:
        """Change one line of [sync]."""
        text = self.config.file.read_text()
        line = f"{name} = {json.dumps(value)}"
        changed, count = re.subn(rf"(?m)^{name} = .*$", line, text)
        self.config.file.write_text(changed if count else text.replace("[sync]", f"[sync]\n{line}"))


def _joined(folder: Path, centre: Centre, later: ExitStack) -> Joined:
    data, shown = folder / "station", folder / "shown"
    station = make_station(data, SystemClock())
    own = station.books.station
    station.close()
    KEYS.save(data / "keys")
    write_certificates(shown)
    port = later.enter_context(tls_front(centre.server.port, shown))
    place = Place("localhost", port, centre.database, TENANT)
    with centre.admin() as admin:
        shared = StationKeys(KEYS.organisation, KEYS.pepper)
        code = enrol(admin, place, Newcomer(own, "Desk", privileged=True), shared)
    config = load(None, data)
    join_here(config, code, Tls("verify-full", shown / "root.crt"))
    return Joined(load(None, data), centre, folder, later)


@pytest.fixture
def joined(tmp_path: Path, centre: Centre) -> Iterator[Joined]:
    with ExitStack() as later:
        made = _joined(tmp_path, centre, later)
        assert _synced(made.config).trouble == ""
        yield made


def _synced(config: Config) -> SyncStatus:
    opened = OpenStation(config)
    try:
        return opened.sync()
    finally:
        opened.close()


def no_such_host(joined: Joined) -> None:
    joined.configure("host", "no-such-host.invalid")


def nobody_listens(joined: Joined) -> None:
    joined.configure("port", free_port())


def another_certificate(joined: Joined) -> None:
    write_certificates(joined.folder / "others")
    joined.configure("sslrootcert", str(joined.folder / "others" / "root.crt"))


def another_name(joined: Joined) -> None:
    joined.configure("host", "127.0.0.1")


def wrong_password(joined: Joined) -> None:
    (joined.config.keys / PASSWORD).write_text("wrong\n")


def no_password(joined: Joined) -> None:
    (joined.config.keys / PASSWORD).unlink()


def no_such_database(joined: Joined) -> None:
    joined.configure("database", "nowhere")


def no_such_tenant(joined: Joined) -> None:
    joined.configure("tenant", "elsewhere")


def an_older_schema(joined: Joined) -> None:
    """Take a function away that this program calls, as in a schema from before it was there."""
    (named,) = joined.centre.run(
        "SELECT oid::regprocedure::text FROM pg_proc"
        " WHERE proname = 'hello' AND pronamespace = 'lendstation'::regnamespace"
    )[0]
    rest = named[named.index("(") :]
    joined.centre.run(f"ALTER FUNCTION {named} RENAME TO hello_as_before")
    joined.later.callback(
        joined.centre.run, f"ALTER FUNCTION lendstation.hello_as_before{rest} RENAME TO hello"
    )


def a_newer_schema(joined: Joined) -> None:
    joined.centre.run("UPDATE lendstation.centre SET min_version = 99")


def revoked(joined: Joined) -> None:
    joined.centre.run("SELECT lendstation.revoke(id) FROM lendstation.station")


def a_replica(joined: Joined) -> None:
    replica = joined.later.enter_context(running_replica(joined.centre.server))
    shown = joined.folder / "shown"
    joined.configure("port", joined.later.enter_context(tls_front(replica.port, shown)))


CAUSES: dict[Callable[[Joined], None], tuple[str, str]] = {
    no_such_host: ("C001", "Centre not reached"),
    nobody_listens: ("C001", "Centre not reached"),
    another_certificate: ("C002", "Centre not trusted"),
    another_name: ("C002", "Centre not trusted"),
    wrong_password: ("C003", "Password refused"),
    no_password: ("C003", "Password refused"),
    no_such_database: ("C004", "No such database"),
    no_such_tenant: ("C005", "Centre not set up"),
    an_older_schema: ("C005", "Centre not set up"),
    a_newer_schema: ("C010", "Centre refuses"),
    revoked: ("C008", "Station shut out"),
    a_replica: ("C007", "Centre read-only"),
}


@pytest.mark.parametrize("goes_wrong", CAUSES, ids=lambda cause: cause.__name__)
def test_a_clear_line_on_every_screen_and_in_doctor_and_lending_goes_on(
    joined: Joined,
    own_server: Server,  # noqa: ARG001 - a replica follows a server of ours
    qapp: QApplication,  # noqa: ARG001
    capsys: pytest.CaptureFixture[str],
    goes_wrong: Callable[[Joined], None],
) -> None:
    goes_wrong(joined)

    _tells(load(None, joined.config.data), *CAUSES[goes_wrong], capsys)


def test_a_full_disk_of_the_centre_is_told_and_over_when_there_is_room(
    tmp_path: Path,
    own_server: Server,
    qapp: QApplication,  # noqa: ARG001
    capsys: pytest.CaptureFixture[str],
) -> None:
    with ExitStack() as later:
        centre, fill = later.enter_context(_small_centre(own_server))
        joined = _joined(tmp_path, centre, later)
        assert _synced(joined.config).trouble == ""
        empty = fill()

        _tells(joined.config, "C006", "Disk of centre full", capsys, loans=MANY)
        empty()
        status = _synced(joined.config)

    assert (status.trouble, status.unsent) == ("", 0)


@contextmanager
def _small_disk(disk: Path, owner: int) -> Iterator[bool]:
    """Mount a real disk in memory; False where this user may not."""
    mount = ["mount", "-t", "tmpfs", "-o", f"size=24m,uid={owner},mode=700", "none", str(disk)]
    is_real = not os.geteuid() and not subprocess.run(mount, check=False).returncode
    try:
        yield is_real
    finally:
        if is_real:
            subprocess.run(["umount", str(disk)], check=True)


@contextmanager
def _small_centre(server: Server) -> Iterator[tuple[Centre, Callable[[], Callable[[], object]]]]:
    """Give a centre on a disk of its own, and what fills that disk and gives what empties it.

    Where no disk can be mounted a trigger says what PostgreSQL says then.
    """
    assert server.folder is not None
    disk, name = server.folder / "small", f"lendstation_small_{os.getpid()}"
    disk.mkdir()
    with _small_disk(disk, (server.folder / "data").stat().st_uid) as is_real:
        if is_real:
            (disk / "space").mkdir()
            shutil.chown(disk / "space", (server.folder / "data").stat().st_uid)
            server.run(f"CREATE TABLESPACE {{}} LOCATION '{disk / 'space'}'", "small")
        server.run("CREATE DATABASE {}" + " TABLESPACE small" * is_real, name)
        centre = Centre(server, name)
        with centre.admin() as admin:
            install(admin, TENANT)
        try:
            yield centre, lambda: _fill(disk / "ballast") if is_real else _say_full(centre)
        finally:
            server.run("DROP DATABASE {} WITH (FORCE)", name)
            if is_real:
                server.run("DROP TABLESPACE {}", "small")


def _fill(ballast: Path) -> Callable[[], object]:
    with ballast.open("wb", buffering=0) as file, suppress(OSError):
        while True:
            file.write(bytes(4096))
    return ballast.unlink


def _say_full(centre: Centre) -> Callable[[], object]:
    centre.run(
        "CREATE FUNCTION public.full() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN RAISE 'could not extend file' USING ERRCODE = 'disk_full'; END $$"
    )
    centre.run(
        "CREATE TRIGGER full_disk BEFORE UPDATE ON lendstation.feed_head FOR EACH ROW"
        " EXECUTE FUNCTION public.full()"
    )
    return lambda: centre.run("DROP FUNCTION public.full CASCADE")


def _tells(
    config: Config, code: str, words: str, capsys: pytest.CaptureFixture[str], loans: int = 1
) -> None:
    """Lend, and see what the line, Today and doctor say of it."""
    opened = OpenStation(config)
    try:
        opened.sync()
        with opened.held() as station:
            for _ in range(loans):
                world.lend_something(station)
            with station.books.read(station.clock.now()) as book:
                out = book.connection.execute("SELECT count(*) FROM line").fetchone()
        status = _synced_again(opened, code)
        with opened.held() as station:
            now = station.clock.now()
            ledger = PanelQueries(station.books, station.clock).ledger()
    finally:
        opened.close()
    assert out == (loans,)
    assert status.trouble.startswith(f"{code} ")
    assert (status.unsent > 0) is (code != "C010")  # who is too old still sends

    sent = f"{status.unsent} unsent" if status.unsent else "all sent"
    assert _line(status, now).text() == f"{words} · {sent} · Synced just now"
    assert ledger.sync == status
    sync, trouble = sync_items(ledger.sync, Times(UTC, now))
    assert (sync.tone, trouble.tone) == (Tone.ATTENTION, Tone.ATTENTION)
    assert f"{status.unsent} events unsent" in sync.note
    assert (trouble.title, trouble.note[-4:]) == (words, code)
    _doctor_says(config, code, capsys)


def _synced_again(opened: OpenStation, code: str) -> SyncStatus:
    """Sync as a worker does: a centre on a busy machine may be slow to say what is wrong."""
    for _ in range(5):
        status = opened.sync()
        if status.trouble.startswith(code):
            break
    return status


def _doctor_says(config: Config, code: str, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    ended = guarded(["doctor", "--data", str(config.data), "--json"])
    told = [json.loads(each) for each in capsys.readouterr().out.splitlines()]
    bad = [each for each in told if each["part"] in ("centre", "sync") and each["health"] == "bad"]
    assert ended == 1
    assert any(code in each["says"] and each["do"] for each in bad), told


def _line(status: SyncStatus, now: datetime) -> StatusLine:
    """Give the line below the screens of a kiosk that was told so."""
    wearing = look("1280x800")
    window = KioskWindow(wearing)
    window.resize(1280, 800)
    deck = Deck(wearing, window, Sound(0.0))
    presenter = StationPresenter(deck)
    presenter.synced(status)
    presenter.tick(now)
    (line,) = window.findChildren(StatusLine)
    line.setParent(None)
    return line
