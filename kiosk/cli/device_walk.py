"""Walks one device from its plug to a reading or a print, and says each step."""

import threading
from typing import TYPE_CHECKING, NoReturn

import typer

if TYPE_CHECKING:
    from hardware.reader import ReaderReport, Scan
    from kiosk.config import OutputSection, ReaderSection

_TROUBLE_S, _OPEN_S = 1.5, 8.0


def walk_reader(section: "ReaderSection", seconds: float) -> None:
    """Open a reader and wait for a scan; says each step, and fails at the first that is wrong."""
    from hardware.catalogue import build
    from hardware.reader import ReaderState

    _say_device(section)
    ready, scanned = threading.Event(), threading.Event()
    reports: list[ReaderReport] = []
    scans: list[Scan] = []

    def report(told: "ReaderReport") -> None:
        reports.append(told)
        if told.state is ReaderState.READY:
            ready.set()

    def scan(came: "Scan") -> None:
        scans.append(came)
        scanned.set()

    reader = build(section.name, section.driver, section.settings)
    reader.start(scan, report)
    try:
        is_ready = ready.wait(_TROUBLE_S) or reports[-1].state is ReaderState.OPENING
        if not is_ready or not ready.wait(_OPEN_S):
            fail(f"does not open: {reports[-1].reason}. {reports[-1].remedy}")
        typer.echo("ok   it is open")
        typer.echo("now  scan or tap something with it")
        if not scanned.wait(seconds):
            fail("read nothing. Check that it beeps, its mode, and its speed.")
    finally:
        reader.stop()
    typer.echo(f"ok   it read {scans[0].text!r} {scans[0].symbology}".rstrip())


def walk_output(section: "OutputSection") -> None:
    """Ask an output how it is, and let it print or click once."""
    from hardware.outputs.catalogue import device_of
    from hardware.reader import HardwareError
    from kiosk.outputs import driver_settings, sample_order

    _say_device(section)
    device = device_of(section.driver, driver_settings(section))
    try:
        device.check()
        typer.echo("ok   it is open and well")
        device.perform(sample_order(section), threading.Event())
    except HardwareError as error:
        fail(f"does not work: {error.reason}. {error.remedy}")
    finally:
        device.close()
    typer.echo("ok   it took a sample: look at it")


def _say_device(section: "ReaderSection") -> None:
    from hardware.discovery import discover, is_meant

    found = next((each for each in discover() if is_meant(each, section.settings)), None)
    if found is not None:
        typer.echo(f"ok   it is {found.name or found.kind.value} at {found.node}")


def fail(words: str) -> NoReturn:
    """Say what is wrong and end with code 1."""
    typer.echo(f"lendstation: {words}", err=True)
    raise typer.Exit(1)
