"""Readers: what is configured, and what they read."""

import json
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kiosk.cli.options import ConfigFile, DataFolder, configured

if TYPE_CHECKING:
    from hardware.reader import ReaderReport, Scan

readers = typer.Typer(help="The readers of the configuration.", no_args_is_help=True)


@readers.command(name="list")
def list_readers(config: ConfigFile = None, data: DataFolder = None) -> None:
    """List the configured readers and the drivers that there are."""
    from hardware.catalogue import DRIVERS

    for reader in configured(config, data).readers:
        settings = ", ".join(f"{key}={value}" for key, value in reader.settings.items())
        typer.echo(f"{reader.name}: {reader.driver} ({settings})")
    typer.echo(f"Drivers: {', '.join(sorted(DRIVERS))}")
    for kind, folder in (("serial", "/dev/serial/by-id"), ("input", "/dev/input/by-id")):
        for device in sorted(Path(folder).glob("*")) if Path(folder).is_dir() else ():
            typer.echo(f"Plugged in ({kind}): {device}")


@readers.command()
def watch(
    config: ConfigFile = None,
    data: DataFolder = None,
    *,
    seconds: Annotated[float, typer.Option(help="Stop after this long; 0 is never.")] = 0.0,
) -> None:
    """Print every scan and every change of a reader as a JSON line; badge codes too."""
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


def _print_scan(scan: "Scan") -> None:
    told = {
        "scan": scan.text,
        "symbology": scan.symbology,
        "kind": scan.kind.value,
        "reader": scan.reader,
        "at_ns": scan.at_ns,
    }
    _print(told)


def _print_report(report: "ReaderReport") -> None:
    code = report.code.value if report.code else ""
    told = {"reader": report.reader, "state": report.state.value, "code": code}
    _print({**told, "reason": report.reason, "remedy": report.remedy})


def _print(told: Mapping[str, object]) -> None:
    print(json.dumps(told, ensure_ascii=False), flush=True)  # noqa: T201 - the command's output
