"""Readers and outputs from the command line: listed, watched, learnt and walked through."""

import json
import subprocess
import threading
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from hardware.simulated_wire import WireBadge, badge_frame
from tests.cli.conftest import ROOT, Answer, Command
from tests.hardware.outputs.paper import unroll

PATIENCE_S = 30
TAG = "67003B51C6"
KEPT = """# Our station. Do not touch the volume!
[sound]
volume = 40   # quiet

[[readers]]
name = "Tray"
driver = "simulated"
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    made = tmp_path / "kiosk.toml"
    made.write_text(KEPT)
    return made


@pytest.fixture
def wire(tmp_path: Path) -> Iterator[WireBadge]:
    made = WireBadge(tmp_path / "badge")
    yield made
    made.close()


def while_running(
    command: Command, arguments: list[str], until: str, act: Callable[[], None]
) -> Answer:
    """Run a command, act again and again once it says something, and give its answer."""
    process = subprocess.Popen(
        command.line(*arguments), cwd=ROOT, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    lines: list[str] = []
    assert process.stdout is not None
    for line in process.stdout:
        lines.append(line)
        if until in line:
            break
    ended = threading.Event()

    def acting() -> None:
        while not ended.wait(0.2):
            act()

    hand = threading.Thread(target=acting)
    hand.start()
    rest, err = process.communicate(timeout=PATIENCE_S)
    ended.set()
    hand.join()
    assert "Traceback" not in err
    return Answer(process.returncode, "".join(lines) + rest, err)


def test_one_tap_writes_a_reader_and_keeps_every_other_line(command, file: Path, wire: WireBadge):
    told = while_running(
        command,
        ["readers", "learn", "Door", "--config", str(file), "--at", str(wire.port)],
        "Scan a code",
        lambda: wire.send(badge_frame(TAG)) and None,
    )

    assert told.code == 0, told.err
    assert f"It read '{TAG}'. Written to {file}" in told.out
    text = file.read_text()
    assert text.startswith(KEPT.rstrip())
    assert tomllib.loads(text)["readers"][1] == {
        "name": "Door",
        "driver": "em4100",
        "port": str(wire.port),
        "baud": 9600,
        "repeats": True,
    }


def test_a_dry_run_writes_nothing(command, file: Path, wire: WireBadge):
    told = while_running(
        command,
        ["readers", "learn", "Door", "--config", str(file), "--at", str(wire.port), "--dry-run"],
        "Scan a code",
        lambda: wire.send(b"AV-0182\r") and None,
    )

    assert 'driver = "serial"' in told.out
    assert file.read_text() == KEPT


def test_silence_ends_the_learning(command, file: Path, wire: WireBadge):
    told = command(
        "readers", "learn", "Door", "--config", str(file), "--at", str(wire.port),
        "--seconds", "0.2",
    )  # fmt: skip

    assert told.code == 1
    assert "nothing was read" in told.err
    assert file.read_text() == KEPT


def test_learning_says_what_is_wrong_with_a_device(command, file: Path, wire: WireBadge):
    nowhere = wire.port.with_name("nowhere")
    told = command(
        "readers", "learn", "Door", "--config", str(file), "--at", str(nowhere), "--seconds", "1"
    )

    assert told.code == 1
    assert f"no reader at {nowhere}. Plug the reader in" in told.err


def test_a_driver_that_does_not_exist_is_told_at_once_with_those_that_do(command, file: Path):
    told = command("readers", "learn", "Door", "--config", str(file), "--driver", "pn53")

    assert told.code == 1
    assert told.err.startswith("lendstation: there is no driver 'pn53'; there are: ascii_line, ")


def test_a_name_that_is_taken_is_refused(command, file: Path):
    told = command("readers", "learn", "Tray", "--config", str(file))

    assert told.code == 1
    assert "'Tray' already" in told.err


def test_a_walk_ends_with_what_was_read(command, file: Path, wire: WireBadge):
    table = f'\n[[readers]]\nname = "Door"\ndriver = "em4100"\nport = "{wire.port}"\n'
    file.write_text(KEPT + table)
    told = while_running(
        command,
        ["readers", "test", "Door", "--config", str(file)],
        "scan or tap",
        lambda: wire.send(badge_frame(TAG) * 2) and None,
    )

    assert told.code == 0, told.err
    assert told.out.splitlines()[-1] == f"ok   it read '{TAG}' em4100"


def test_a_walk_stops_at_what_is_wrong(command, file: Path, tmp_path: Path):
    missing = tmp_path / "nothing"
    file.write_text(f'[[readers]]\nname = "Door"\ndriver = "em4100"\nport = "{missing}"\n')
    told = command("readers", "test", "Door", "--config", str(file))

    assert told.code == 1
    assert f"no reader at {missing}" in told.err
    assert "Plug the reader in" in told.err


def test_an_output_prints_a_sample(command, file: Path, tmp_path: Path):
    node = tmp_path / "lp0"
    node.touch()
    file.write_text(
        '[[outputs]]\nname = "Slips"\ndriver = "receipt_printer"\nasks = false\n'
        f'address = "{node}"\n'
    )
    told = command("readers", "test", "Slips", "--config", str(file))

    assert told.code == 0, told.err
    assert unroll(node.read_bytes()).rows[0] == ("Lendstation", True, True)


def test_an_output_that_is_not_there_says_so(command, file: Path, tmp_path: Path):
    file.write_text(f'[[outputs]]\nname = "Door"\ndriver = "relay"\naddress = "{tmp_path}/tty"\n')
    told = command("readers", "test", "Door", "--config", str(file))

    assert told.code == 1
    assert "does not work: no device at" in told.err


def test_nothing_of_that_name_is_answered_with_those_there_are(command, file: Path):
    told = command("readers", "test", "Sluice", "--config", str(file))

    assert told.code == 1
    assert "there are: Tray" in told.err


def test_the_list_can_be_read_by_programs(command, file: Path):
    told = command("readers", "list", "--json", "--config", str(file))

    first = json.loads(told.out.splitlines()[0])
    assert first == {"name": "Tray", "driver": "simulated", "settings": {}, "node": None}


def test_the_list_names_every_driver_and_output(command, file: Path):
    told = command("readers", "list", "--config", str(file))

    assert "Tray: simulated" in told.out
    assert "em4100" in told.out
    assert "Outputs: brother_ql, receipt_printer, relay, zpl_printer" in told.out


def test_every_mistake_of_an_output_is_told_with_its_path(command, file: Path):
    file.write_text(
        '[[outputs]]\nname = "A"\ndriver = "relay"\npulse = { done = 99 }\n'
        '[[outputs]]\nname = "A"\ndriver = "fax"\n'
    )
    told = command("readers", "list", "--config", str(file))

    assert told.code == 78
    for said in (
        "outputs[1].pulse.done: 99",
        "outputs[1].address: is missing",
        "outputs[2].name: another output is called 'A'",
        "outputs[2].driver: there is no output 'fax'",
    ):
        assert said in told.err


def test_a_port_that_no_network_has_is_told_with_its_path(command, file: Path):
    file.write_text(
        '[[outputs]]\nname = "A"\ndriver = "zpl_printer"\naddress = "tcp:printer:99999"\n'
        '[[outputs]]\nname = "B"\ndriver = "receipt_printer"\naddress = "tcp:printer:9100"\n'
    )
    told = command("readers", "list", "--config", str(file))

    assert told.code == 78
    assert "outputs[1].address: tcp:printer:99999 is no address" in told.err
    assert "outputs[2]" not in told.err


def findings(command: Command, file: Path) -> dict[str, dict[str, str]]:
    told = command("doctor", "--json", "--config", str(file))
    lines = map(json.loads, told.out.splitlines())
    return {each["part"]: each for each in lines}


def test_doctor_opens_each_device_and_says_what_to_do(
    command, file: Path, wire: WireBadge, tmp_path: Path
):
    node = tmp_path / "lp0"
    node.touch()
    file.write_text(
        f'[[readers]]\nname = "Door"\ndriver = "em4100"\nport = "{wire.port}"\n'
        f'[[readers]]\nname = "Gate"\ndriver = "em4100"\nport = "{tmp_path}/gone"\n'
        f'[[outputs]]\nname = "Slips"\ndriver = "receipt_printer"\naddress = "{node}"\n'
        f'[[outputs]]\nname = "Labels"\ndriver = "zpl_printer"\naddress = "{tmp_path}/lp1"\n'
    )

    found = findings(command, file)

    assert found["reader Door"]["health"] == "good"
    assert found["reader Door"]["says"] == f"em4100 at {wire.port}, open"
    assert found["reader Gate"]["health"] == "bad"
    assert "D001 no reader at" in found["reader Gate"]["says"]
    assert found["reader Gate"]["do"].startswith("Plug the reader in")
    assert found["output Slips"]["health"] == "good"
    assert "D001 no device at" in found["output Labels"]["says"]


def test_doctor_takes_no_device_from_a_station_that_runs(station, tmp_path: Path, wire: WireBadge):
    file = tmp_path / "kiosk.toml"
    file.write_text(
        f'[[readers]]\nname = "Door"\ndriver = "em4100"\nport = "{wire.port}"\n'
        f'[[readers]]\nname = "Gate"\ndriver = "em4100"\nport = "{tmp_path}/gone"\n'
    )
    with subprocess.Popen(
        station.line("desk", "--json"), cwd=ROOT, text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
    ) as desk:  # fmt: skip
        assert desk.stdin is not None
        assert desk.stdout is not None
        desk.stdin.write('{"scan": "nothing-known"}\n')
        desk.stdin.flush()
        assert desk.stdout.readline()
        found = findings(station, file)
        desk.stdin.close()

    assert "not opened, for the station runs" in found["reader Door"]["says"]
    assert found["reader Gate"]["health"] == "bad"


def test_doctor_says_how_to_get_a_first_reader(command, file: Path):
    file.write_text("")

    assert "readers learn" in findings(command, file)["readers"]["do"]
