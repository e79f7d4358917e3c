"""A tray of UHF tags is counted and watched from the command line, on a module that polls."""

import json
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.conftest import ROOT, Command
from tests.hardware.test_uhf_m100 import M100

PATIENCE_S = 30
SGTIN = bytes.fromhex("3034257BF7194E4000001A85")
FACTORY = bytes.fromhex("E2000001D731501652140800")
KNOWN = {"uri": "urn:epc:id:sgtin:0614141.812345.6789", "key": "(01)80614141123458(21)6789"}


class Tray(M100):
    """What lies on it waits for a reader of another process."""

    def lay(self, *tags: bytes, looks: int = 1) -> None:
        with self._speaking:
            self._looks.extend([tags] * looks)


@pytest.fixture
def tray(tmp_path: Path) -> Iterator[Tray]:
    made = Tray(tmp_path / "ttyUHF")
    yield made
    made.close()


@pytest.fixture
def file(tmp_path: Path, tray: Tray) -> Path:
    made = tmp_path / "kiosk.toml"
    made.write_text(
        f'[[readers]]\nname = "Tray"\ndriver = "uhf_m100"\nport = "{tray.port}"\n'
        '[[readers]]\nname = "Desk"\ndriver = "simulated"\n'
    )
    return made


def running(command: Command, file: Path, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        command.line("readers", *arguments, "--config", str(file)), cwd=ROOT, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip


def test_a_tray_is_counted_until_nothing_new_comes(command: Command, file: Path, tray: Tray):
    with running(command, file, "count", "Tray", "--quiet", "0.5") as counting:
        tray.lay(SGTIN, FACTORY, looks=3)
        out, err = counting.communicate(timeout=PATIENCE_S)

    assert counting.returncode == 0, err
    *new, last = map(json.loads, out.splitlines())
    assert [(each["tag"], each["signal"], each.get("epc")) for each in new] == [
        (SGTIN.hex().upper(), -55, KNOWN),
        (FACTORY.hex().upper(), -55, None),
    ]
    assert (last["tags"], last["settled"]) == (2, True)
    assert [each["count"] for each in last["tally"]] == [3, 3]


def test_a_count_that_is_interrupted_says_what_came(command: Command, file: Path, tray: Tray):
    with running(command, file, "count", "Tray", "--quiet", "60") as counting:
        tray.lay(SGTIN)
        assert counting.stdout is not None
        counting.stdout.readline()
        counting.send_signal(signal.SIGINT)
        out, err = counting.communicate(timeout=PATIENCE_S)

    assert counting.returncode == 0, err
    last = json.loads(out)
    assert (last["tags"], last["settled"], last["tally"][0]["count"]) == (1, False, 1)


def test_a_reader_that_is_lost_meanwhile_is_no_settled_tray(
    command: Command, file: Path, tray: Tray
):
    with running(command, file, "count", "Tray", "--quiet", "60") as counting:
        tray.lay(SGTIN)
        assert counting.stdout is not None
        counting.stdout.readline()
        tray.unplug()
        out, err = counting.communicate(timeout=PATIENCE_S)

    assert counting.returncode == 1
    assert json.loads(out.splitlines()[-1])["settled"] is False
    assert "Plug" in err


@pytest.mark.parametrize(
    ("name", "says"),
    [("Desk", "driven by simulated, which cannot count"), ("Sluice", "no reader is called")],
)
def test_what_cannot_count_is_told(command: Command, file: Path, name: str, says: str):
    told = command("readers", "count", name, "--config", str(file))

    assert (told.code, told.out) == (1, "")
    assert says in told.err


def test_watching_tells_what_thing_a_tag_names(command: Command, file: Path, tray: Tray):
    with running(command, file, "watch", "--seconds", "2.5") as watching:
        tray.lay(SGTIN, FACTORY)
        out, _ = watching.communicate(timeout=PATIENCE_S)

    scans = {each["scan"]: each for each in map(json.loads, out.splitlines()) if "scan" in each}
    assert scans[SGTIN.hex().upper()]["epc"] == KNOWN
    assert "epc" not in scans[FACTORY.hex().upper()]
