"""What a person may ask for: all that is known about them, and to be forgotten."""

import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kiosk.cli.options import ConfigFile, DataFolder, check_station, configured, counted, opened

if TYPE_CHECKING:
    from kiosk.config import Config
    from kiosk.owner import Message

Number = Annotated[str, typer.Argument(help="The number of the person.")]


def person_data(
    number: Number,
    file: Annotated[Path, typer.Argument(help="Where to; JSON, in clear.")],
    config: ConfigFile = None,
    data: DataFolder = None,
) -> None:
    """Write everything that is known about a person to one file."""
    from kiosk.domain.trouble import Trouble, TroubleCode
    from kiosk.store.erasure import person_numbered
    from kiosk.store.person_file import known_about

    chosen = configured(config, data)
    check_station(chosen)
    with opened(chosen, read_only=True) as station, station.books.read(station.clock.now()) as book:
        known = known_about(book, station.books.keyring, person_numbered(book.connection, number))
    try:
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as written:
            json.dump(known, written, ensure_ascii=False, indent=1)
    except OSError as error:
        say = f"{file} cannot be written: {error.strerror}."
        raise Trouble(TroubleCode.FILE_UNREADABLE, say) from error
    typer.echo(f"All that is known about this person is in {file}, in clear.")


def erase(
    number: Number,
    config: ConfigFile = None,
    data: DataFolder = None,
    *,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Erase a person for ever. Refused while something is out to them."""
    from kiosk.store.erasure import person_numbered

    chosen = configured(config, data)
    check_station(chosen)
    with opened(chosen, read_only=True) as station, station.books.read(station.clock.now()) as book:
        person_numbered(book.connection, number)  # nobody is asked about nobody
    typer.echo("Their name, badges, bars and PIN go, and with their key all old entries about them")
    typer.echo("can be read by nobody. Loans stay, about nobody. It cannot be taken back.")
    if not yes:
        if not sys.stdin.isatty():
            raise typer.BadParameter("say --yes where nobody can be asked")
        typer.confirm("Erase this person?", abort=True)
    told = _erased(chosen, number)
    if told["items_out"]:
        out = counted(told["items_out"], "thing is", "things are")
        typer.echo(f"lendstation: {out} out; nothing was erased.", err=True)
        raise typer.Exit(1)
    if told["traces"]:
        typer.echo(f"lendstation: still found in: {', '.join(told['traces'])}.", err=True)
        raise typer.Exit(1)
    typer.echo("Erased: no name, number, address or badge of theirs is left in any table.")
    typer.echo(f"Backups made before today still hold them: the daily ones in {chosen.backups} are")
    typer.echo(
        f"dropped after {chosen.backup.keep} days; delete others, station.replaced and"
        " station.damaged now."
    )


def _erased(config: "Config", number: str) -> "Message":
    """Have the owner of the books erase them, or become it."""
    from kiosk.errands import erase_person
    from kiosk.owner import Lock, answer, enter

    held = enter(config.data)
    if isinstance(held, Lock):
        try:
            with opened(config) as station:
                return erase_person(station, number)
        finally:
            held.release()
    with held as wire:
        wire.send({"do": "erase", "number": number})
        return answer(wire)
