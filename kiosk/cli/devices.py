"""Readers and outputs: listed with what is plugged in, watched, learnt by a scan, tested."""

import threading
from collections.abc import Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Annotated

import typer

from kiosk.cli.counting import count, identity
from kiosk.cli.device_walk import fail, walk_output, walk_reader
from kiosk.cli.json_lines import print_json
from kiosk.cli.options import AsJson, ConfigFile, DataFolder, configured

if TYPE_CHECKING:
    from hardware.discovery import Found
    from hardware.learning import Learner, Learnt
    from hardware.reader import ReaderReport, Scan
    from kiosk.config import Config, ReaderSection

readers = typer.Typer(help="The readers and outputs of the configuration.", no_args_is_help=True)
readers.command()(count)
Seconds = Annotated[float, typer.Option(help="Give up after this long.")]


@readers.command(name="list")
def list_readers(
    config: ConfigFile = None, data: DataFolder = None, *, as_json: AsJson = False
) -> None:
    """List what is configured and what is plugged in. Says which device each is, and the rest."""
    from hardware.catalogue import DRIVERS
    from hardware.discovery import discover, is_meant, unused
    from hardware.outputs.catalogue import OUTPUTS

    chosen, devices = configured(config, data), discover()
    sections = (*chosen.readers, *chosen.outputs)
    for section in sections:
        found = next((each for each in devices if is_meant(each, section.settings)), None)
        _tell(
            _configured_as_json(section, found), _configured_line(section, found), as_json=as_json
        )
    for device in unused(devices, [each.settings for each in sections]):
        told = {"plugged_in": device.address, "kind": device.kind.value, "name": device.name}
        line = f"Not in use: {device.kind.value} {device.name or '?'} at {device.address}"
        _tell(told, line, as_json=as_json)
    if not as_json:
        typer.echo(f"Drivers: {', '.join(sorted(DRIVERS))}")
        typer.echo(f"Outputs: {', '.join(sorted(OUTPUTS))}")


@readers.command()
def watch(
    config: ConfigFile = None,
    data: DataFolder = None,
    *,
    seconds: Annotated[float, typer.Option(help="Stop after this long; 0 is never.")] = 0.0,
) -> None:
    """Print every scan and every change of a reader. A JSON line each; badge codes too."""
    from hardware.catalogue import build
    from hardware.supervisor import Supervisor

    chosen = configured(config, data)
    if not chosen.readers:
        typer.echo("lendstation: no reader is configured.", err=True)
        raise typer.Exit(1)
    made = [build(each.name, each.driver, each.settings) for each in chosen.readers]
    supervisor = Supervisor(made)
    supervisor.start(_print_scan, _print_report)
    try:
        threading.Event().wait(seconds or None)
    finally:
        supervisor.stop()


@readers.command()
def learn(  # noqa: PLR0913 - each is an option of the command
    name: Annotated[str, typer.Argument(help="What people call the new reader.")],
    config: ConfigFile = None,
    data: DataFolder = None,
    *,
    at: Annotated[str, typer.Option(help="A serial port that is not found by itself.")] = "",
    driver: Annotated[str, typer.Option(help="For readers that only answer: pn532, …")] = "",
    seconds: Seconds = 60.0,
    dry_run: Annotated[bool, typer.Option(help="Show the lines; write nothing.")] = False,
) -> None:
    """Learn a reader by one scan, and write it into kiosk.toml."""
    from hardware.catalogue import DRIVERS
    from hardware.discovery import DeviceKind, Found, discover, unused
    from hardware.learning import Learner
    from kiosk.learnt import add_reader, as_table

    chosen = configured(config, data)
    _refuse_a_name_taken(chosen, name)
    if driver and driver not in DRIVERS:
        fail(f"there is no driver {driver!r}; there are: {', '.join(DRIVERS)}.")
    sections = (*chosen.readers, *chosen.outputs)
    devices = (Found(DeviceKind.SERIAL, at),) if at else discover()
    learner = Learner(unused(devices, [each.settings for each in sections]), driver)
    learnt = _first_scan(learner, seconds)
    table = as_table("readers", name, learnt.driver, learnt.settings)
    if not dry_run:
        add_reader(chosen.file, name, learnt.driver, learnt.settings)
    where = "These lines were not written" if dry_run else f"Written to {chosen.file}"
    typer.echo(f"It read {learnt.scan.text!r}. {where}:\n\n{table}", nl=False)


@readers.command(name="test")
def walk(
    name: Annotated[str, typer.Argument(help="A reader or an output of the configuration.")],
    config: ConfigFile = None,
    data: DataFolder = None,
    *,
    seconds: Seconds = 30.0,
) -> None:
    """Walk one reader from its plug to a reading. An output prints or clicks once."""
    chosen = configured(config, data)
    reader = next((each for each in chosen.readers if each.name == name), None)
    output = next((each for each in chosen.outputs if each.name == name), None)
    if reader is not None:
        walk_reader(reader, seconds)
    elif output is not None:
        walk_output(output)
    else:
        known = ", ".join(each.name for each in (*chosen.readers, *chosen.outputs)) or "none"
        fail(
            f"nothing is called {name!r}; there are: {known}. `lendstation readers learn` adds one."
        )


def _first_scan(learner: "Learner", seconds: float) -> "Learnt":
    """Wait for the first scan that any device makes."""
    from hardware.discovery import DeviceKind

    if not learner.devices:
        fail(
            "nothing is plugged in that could be a reader and is not in use. Plug it in, or name"
            " its serial port: --at /dev/ttyS0."
        )
    came: list[Learnt] = []
    reports: dict[str, ReaderReport] = {}
    heard = threading.Event()

    def learnt(lesson: "Learnt") -> None:
        came.append(lesson)
        heard.set()

    def keep(report: "ReaderReport") -> None:
        reports[report.reader] = report

    for device in learner.devices:
        typer.echo(f"Listening to {device.name or device.kind.value} at {device.address}")
    if any(device.kind is DeviceKind.KEYBOARD for device in learner.devices):
        typer.echo(f"Keyboards that are plugged in are silent meanwhile, {seconds:.0f} s at most.")
    typer.echo("Scan a code or hold a badge to the new reader, again every few seconds.")
    learner.start(learnt, keep)
    try:
        heard.wait(seconds)
    finally:
        learner.stop()
    if not came:
        for trouble in filter(lambda report: report.reason, reports.values()):
            typer.echo(f"{trouble.reason}. {trouble.remedy}", err=True)
        fail(
            "nothing was read. A scanner that types slowly, as a person does, is written by hand; a"
            " reader that only answers needs --driver."
        )
    return came[0]


def _refuse_a_name_taken(config: "Config", name: str) -> None:
    if any(each.name == name for each in (*config.readers, *config.outputs)):
        fail(f"something is called {name!r} already; choose another name.")


def _configured_line(section: "ReaderSection", found: "Found | None") -> str:
    settings = ", ".join(f"{key}={value}" for key, value in section.settings.items())
    where = f": {found.name or found.kind.value} at {found.node}" if found else ""
    return f"{section.name}: {section.driver} ({settings}){where}"


def _configured_as_json(section: "ReaderSection", found: "Found | None") -> Mapping[str, object]:
    return {
        "name": section.name,
        "driver": section.driver,
        "settings": dict(section.settings),
        "node": found.node if found else None,
    }


def _tell(told: Mapping[str, object], line: str, *, as_json: bool) -> None:
    if as_json:
        print_json(told)
    else:
        typer.echo(line)


def _print_scan(scan: "Scan") -> None:
    told: dict[str, object] = {
        "scan": scan.text,
        "symbology": scan.symbology,
        "kind": scan.kind.value,
        "reader": scan.reader,
        "at_ns": scan.at_ns,
    }
    if scan.symbology == "epc":
        with suppress(ValueError):  # a reader that prints lines may print anything
            told.update(identity(bytes.fromhex(scan.text)))
    print_json(told)


def _print_report(report: "ReaderReport") -> None:
    code = report.code.value if report.code else ""
    told = {"reader": report.reader, "state": report.state.value, "code": code}
    print_json({**told, "reason": report.reason, "remedy": report.remedy})
