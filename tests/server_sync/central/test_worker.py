"""`lendstation central serve`: killed at any moment it goes on; what is wrong is one line."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.error import HTTPError

import psycopg
import pytest

from kiosk.cli.border import guarded
from server_sync.central.jobs import make_job_tables, run_jobs
from server_sync.central.worker_login import WorkerLogin
from tests.centre import TENANT, Centre, Hand
from tests.postgres import free_port
from tests.server_sync.central.events import Chain

ROOT = Path(__file__).parents[3]
DOCS = ROOT / "docs" / "central-worker.md"
PORT = re.compile(r"port (\d+)")


def until(done: Callable[[], object]) -> bool:
    """Wait until something is so, for half a minute at most."""
    pause = threading.Event()
    end = time.monotonic() + 30
    while not done():
        if time.monotonic() > end:
            return False
        pause.wait(0.05)
    return True


class Running:
    """The worker as a process of its own."""

    def __init__(self, address: str, data: Path) -> None:
        data.mkdir(exist_ok=True)
        (data / "kiosk.toml").write_text("[central]\nport = 0\n")
        command = [sys.executable, "-m", "kiosk.cli", "central", "serve", address]
        with (data / "log").open("a") as log:
            self.process = subprocess.Popen(
                [*command, "--data", str(data)],
                stdout=subprocess.PIPE,
                stderr=log,
                cwd=ROOT,
                text=True,
            )
        assert self.process.stdout is not None
        said = PORT.search(self.process.stdout.readline())
        assert said, (data / "log").read_text()
        self.port = int(said[1])

    def ask(self, path: str) -> tuple[int, str]:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=10) as got:
                return got.status, got.read().decode()
        except HTTPError as error:
            with error:
                return error.code, error.read().decode()

    def end(self, how: int = signal.SIGTERM) -> int:
        self.process.send_signal(how)
        with self.process:
            return self.process.wait(20)


@pytest.fixture
def serve(centre: Centre, tmp_path: Path) -> Iterator[Callable[[], Running]]:
    started: list[Running] = []

    def start() -> Running:
        started.append(Running(centre.server.at(centre.database), tmp_path / "worker"))
        return started[-1]

    yield start
    for each in started:
        each.end(signal.SIGKILL)


def test_the_worker_tells_how_the_centre_and_each_station_stand(serve, hand: Hand, login) -> None:
    chain = Chain(login.station)
    hand.push("one", 1, chain.jumps(3))
    hand.hello("one", 3)
    worker = serve()

    assert until(lambda: json.loads(worker.ask("/health")[1])["reports_behind"] == 0)
    status, told = worker.ask("/metrics")
    assert status == 200
    assert "# TYPE lendstation_head gauge\nlendstation_head 3\n" in told
    assert f'lendstation_station_lag{{station="{login.station}",name="Desk A"}} 3\n' in told
    assert "lendstation_quarantines 0\n" in told
    assert worker.ask("/else")[0] == 404
    documented = DOCS.read_text()
    for name in re.findall(r"# TYPE (\w+) gauge", told):
        assert f"| `{name}" in documented, name
    assert worker.end() in (0, -signal.SIGTERM)


def test_news_is_in_the_reports_at_once_and_a_hung_up_line_is_opened_again(
    serve, centre: Centre, hand: Hand, login
) -> None:
    def behind() -> int:
        return json.loads(worker.ask("/health")[1]).get("reports_behind", -1)

    chain = Chain(login.station)
    worker = serve()
    assert until(lambda: behind() == 0)
    centre.run(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        " AND pid <> %s",
        hand.connection.info.backend_pid,
    )
    hand.push("one", 1, chain.jumps(5))

    folded = "SELECT feed FROM lendstation_reports.progress"
    assert until(lambda: centre.run(folded) == [(5,)])
    assert until(lambda: worker.ask("/health")[0] == 200)


def test_a_worker_that_is_killed_and_one_beside_it_do_no_harm(
    serve, centre: Centre, hand: Hand, login
) -> None:
    chain = Chain(login.station)
    first, second = serve(), serve()
    hand.push("one", 1, chain.jumps(400))
    first.end(signal.SIGKILL)
    hand.push("one", 401, chain.jumps(400)[-400:])

    folded = "SELECT feed FROM lendstation_reports.progress"
    assert until(lambda: centre.run(folded) == [(800,)])
    told = centre.run("SELECT json FROM lendstation_reports.state")
    assert json.loads(told[0][0])["clock_jumps"] == 800
    assert second.process.poll() is None


def test_jobs_are_done_by_the_clock_in_tables_of_their_own(centre: Centre) -> None:
    login = WorkerLogin.checked(centre.server.at(centre.database), TENANT)
    make_job_tables(login)
    done = threading.Event()

    def work(connection: psycopg.Connection) -> None:
        connection.execute("SELECT 1 FROM lendstation.ledger")
        done.set()

    stopped = threading.Timer(0, lambda: done.wait(30) and os.kill(os.getpid(), signal.SIGINT))
    stopped.start()
    run_jobs(login, {"work": ("* * * * * *", work)})
    stopped.join()

    assert done.is_set()
    make_job_tables(login)
    kept = "SELECT count(*) FROM lendstation_jobs.procrastinate_jobs WHERE task_name = 'work'"
    assert centre.run(kept)[0][0] >= 1
    centre.run("COMMENT ON TABLE lendstation_jobs.procrastinate_jobs IS 'procrastinate 0.1'")
    make_job_tables(login)
    assert centre.run(kept) == [(0,)]  # another version: made again


@pytest.mark.parametrize(
    ("address", "exit_code", "sentence"),
    [
        ("nonsense", 2, "postgresql://user@host/database"),
        ("postgresql://postgres@127.0.0.1:{closed}/lendstation", 1, "C001"),
        ("{other}", 1, "central init"),
        ("{station}", 1, "GRANT lendstation_worker TO"),
    ],
)
def test_what_is_wrong_at_the_start_is_one_line(
    centre: Centre, capsys, tmp_path: Path, address: str, exit_code: int, sentence: str
) -> None:
    known = {
        "closed": free_port(),
        "other": centre.server.at("postgres"),
        "station": centre.enrol("Desk").address,
    }

    code = guarded(["central", "serve", address.format(**known), "--data", str(tmp_path)])

    told = capsys.readouterr().err
    assert code == exit_code
    assert sentence in told
    assert "Traceback" not in told


def test_a_mistake_in_its_settings_and_a_taken_port_are_told(
    centre: Centre, capsys, tmp_path: Path
) -> None:
    serving = ["central", "serve", centre.server.at(centre.database), "--data", str(tmp_path)]
    settings = tmp_path / "kiosk.toml"
    settings.write_text("[central.mail]\nhost = 'mail'\nsender = 'nobody'\n")
    assert guarded(serving) == 78
    assert "central.mail.sender" in capsys.readouterr().err

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        settings.write_text(
            f"[central]\nport = {port}\n[central.mail]\nhost = 'mail'\nsender = 'a@b.example'\n"
        )
        command = [sys.executable, "-m", "kiosk.cli", *serving]
        done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)
    assert done.returncode == 1
    told = done.stderr
    assert "no mail leaves: " in told
    assert f"127.0.0.1:{port}" in told
