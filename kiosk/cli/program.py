"""The whole program: every command by its name; each imports what it needs when it is called."""

from importlib.metadata import version
from typing import Annotated

import typer

from kiosk.cli.care import backup, doctor, recover_keys, restore, verify
from kiosk.cli.central import central
from kiosk.cli.central_worker import serve
from kiosk.cli.decoding import decode
from kiosk.cli.devices import readers
from kiosk.cli.files import export_file, import_file, labels
from kiosk.cli.kiosk_commands import demo, run
from kiosk.cli.people import erase, person_data
from kiosk.cli.screenless import desk
from kiosk.cli.station import init, status
from kiosk.cli.syncing import sync

program = typer.Typer(
    name="lendstation",
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


def _say_version(asked: bool) -> None:  # noqa: FBT001 - called by typer
    if asked:
        typer.echo(f"lendstation {version('lendstation')}")
        raise typer.Exit


@program.callback()
def lendstation(
    *,
    _version: Annotated[
        bool,
        typer.Option("--version", callback=_say_version, is_eager=True, help="Say the version."),
    ] = False,
) -> None:
    """The station at a lending desk. First `init`, then `import`, then `run`; `doctor` helps."""


for command in (
    init,
    run,
    demo,
    desk,
    decode,
    labels,
    backup,
    restore,
    verify,
    doctor,
    status,
    erase,
    sync,
):
    program.command()(command)
program.command(name="person-data")(person_data)
program.command(name="recover-keys")(recover_keys)
program.command(name="import")(import_file)
program.command(name="export")(export_file)
program.add_typer(readers, name="readers")
central.command()(serve)
program.add_typer(central, name="central")
