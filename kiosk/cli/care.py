"""Care of a station: backups, putting one back, proving the books, and looking at every part."""

import sys
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any  # what the owner says is JSON

import typer

from kiosk.cli.json_lines import print_json
from kiosk.cli.options import AsJson, ConfigFile, DataFolder, check_station, configured, opened

if TYPE_CHECKING:
    from kiosk.config import Config

BackupFile = Annotated[Path, typer.Argument(help="A backup file.")]
KeySource = Annotated[
    str, typer.Argument(metavar="[-]", help="- reads the recovery key from standard input.")
]


def backup(
    file: Annotated[Path | None, typer.Argument(help="Where to; else the backup folder.")] = None,
    config: ConfigFile = None,
    data: DataFolder = None,
) -> None:
    """Back the station up, also while it runs. The copy is checked by opening it."""
    from kiosk.clock import SystemClock
    from kiosk.domain.trouble import Trouble, TroubleCode
    from kiosk.store.backup import back_up
    from kiosk.store.keys import Keys
    from kiosk.store.station import DATABASE

    chosen = configured(config, data)
    check_station(chosen)
    target = file or chosen.backups / f"station-{SystemClock().now():%Y-%m-%dT%H%M%SZ}.db"
    if target.exists():
        raise Trouble(
            TroubleCode.BACKUP_FAILED, f"{target} is there already; it is not overwritten."
        )
    back_up(chosen.data / DATABASE, target, Keys.load(chosen.keys).database)
    typer.echo(f"Backed up to {target} and checked. Without the keys it cannot be opened.")


def restore(
    file: BackupFile,
    read_from: KeySource = "",
    config: ConfigFile = None,
    data: DataFolder = None,
    *,
    recovery_key: Annotated[
        bool, typer.Option("--recovery-key", help="The keys are lost: make them again first.")
    ] = False,
) -> None:
    """Put a backup back. Lending stops, the books are swapped, lending starts again."""
    from kiosk.errands import put_back
    from kiosk.owner import Lock, answer, enter

    chosen = configured(config, data)
    if recovery_key or read_from:
        _recover(chosen, read_from, file)
    chosen.data.mkdir(mode=0o700, parents=True, exist_ok=True)
    held = enter(chosen.data)
    if isinstance(held, Lock):
        try:
            told = put_back(chosen, file.absolute())
        finally:
            held.release()
    else:
        with held as wire:
            wire.send({"do": "restore", "file": str(file.absolute())})
            told = answer(wire)
    typer.echo(f"Restored from {file}. What was there is kept as {told.get('kept') or 'nothing'}.")
    typer.echo(_after(told.get("salvaged")))


def _after(salvaged: Mapping[str, Any] | None) -> str:
    """Say what became of what was done after the backup."""
    if salvaged is None:
        return "What was lent or returned after that backup is not in the books: count the shelves."
    read = f"What was there is damaged. Of what came after the backup {salvaged['events']} events"
    read += " could be read and are in the books. "
    if salvaged["is_whole"]:
        return read + "They go on to the end without a gap."
    return read + "Others may be lost: count the shelves."


def recover_keys(
    read_from: KeySource = "", config: ConfigFile = None, data: DataFolder = None
) -> None:
    """Make lost key files again from the recovery key. The database has to be there still."""
    from kiosk.store.station import DATABASE

    chosen = configured(config, data)
    check_station(chosen)
    _recover(chosen, read_from, chosen.data / DATABASE)


def verify(config: ConfigFile = None, data: DataFolder = None, *, as_json: AsJson = False) -> None:
    """Prove the ledger and the tables. Nothing was changed, lost, inserted, reordered or cut."""
    chosen = configured(config, data)
    check_station(chosen)
    with opened(chosen, read_only=True) as station:
        report = station.verify()
    if as_json:
        print_json({"right": report.is_right, **asdict(report)})
    else:
        for wrong in report.wrong:
            typer.echo(wrong, err=True)
        verdict = "all right" if report.is_right else f"{report.count} things are wrong"
        typer.echo(f"{report.events} events, {report.subjects} subjects: {verdict}.")
    if not report.is_right:
        raise typer.Exit(1)


def doctor(config: ConfigFile = None, data: DataFolder = None, *, as_json: AsJson = False) -> None:
    """Look at every part of the station, and say what to do."""
    from kiosk.doctor import examine
    from kiosk.finding import Health

    findings = examine(configured(config, data))
    for each in findings:
        if as_json:
            print_json(asdict(each))
            continue
        mark = {"good": "ok  ", "mind": "mind", "bad": "BAD "}[each.health.value]
        typer.echo(f"{mark}  {each.part}: {each.says}")
        if each.do:
            typer.echo(f"      → {each.do}")
    if any(each.health is Health.BAD for each in findings):
        raise typer.Exit(1)


def _recover(config: "Config", read_from: str, opens: Path) -> None:
    """Ask for the recovery key, where no other user can read it, and make the keys again."""
    from kiosk.recovery import recover_keys as make_again

    if read_from not in ("", "-"):
        raise typer.BadParameter("the recovery key never stands on the command line; give -")
    if read_from or not sys.stdin.isatty():
        typed = sys.stdin.readline().strip()
    else:
        typed = str(typer.prompt("Recovery key", hide_input=True))
    make_again(config, typed, opens)
    typer.echo(f"The keys are made again in {config.keys}.")
