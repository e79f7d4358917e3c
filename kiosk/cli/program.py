"""The whole program: every command by its name; each imports what it needs when it is called."""

import typer

from kiosk.cli import care, devices, files, kiosk_commands, screenless, station

program = typer.Typer(
    name="lendstation",
    help="The station at a lending desk.",
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
program.command()(station.init)
program.command()(kiosk_commands.run)
program.command()(kiosk_commands.demo)
program.command()(screenless.desk)
program.add_typer(devices.readers, name="readers")
program.command()(devices.decode)
program.command(name="import")(files.import_file)
program.command(name="export")(files.export_file)
program.command()(files.labels)
program.command()(care.backup)
program.command()(care.restore)
program.command()(care.verify)
program.command()(care.doctor)
program.command()(station.status)
