"""`lendstation central serve`: killed at any moment it goes on; what is wrong is one line."""

import json
import re
import signal
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.error import HTTPError

import pytest

from tests.centre import Centre, Hand
from tests.server_sync.central.events import Chain

ROOT = Path(__file__).parents[3]
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
        self.process = subprocess.Popen(
            [sys.executable, "-m", "kiosk.cli", "central", "serve", address, "--data", str(data)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=ROOT,
            text=True,
        )
        assert self.process.stdout is not None
        said = PORT.search(self.process.stdout.readline())
        assert said, self.process.communicate()
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
        _, self.said = self.process.communicate(timeout=20)
        return self.process.returncode


@pytest.fixture
def serve(centre: Centre, tmp_path: Path) -> Iterator[Callable[[], Running]]:
    started: list[Running] = []

    def start() -> Running:
        started.append(Running(centre.server.at(centre.database), tmp_path / "worker"))
        return started[-1]

    yield start
    for each in started:
        if each.process.poll() is None:
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
    assert worker.end() in (0, -signal.SIGTERM)
