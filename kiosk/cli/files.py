"""Files in and out: import, export, and sheets of labels."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any  # a report is JSON

import typer

from kiosk.cli.json_lines import print_json
from kiosk.cli.options import (
    AsJson,
    ConfigFile,
    DataFolder,
    check_station,
    configured,
    counted,
    opened,
)
from kiosk.exchange.content import Content

if TYPE_CHECKING:
    from kiosk.config import Config
    from kiosk.errands import ImportOrder

What = Annotated[Content, typer.Argument(help="What the file holds.")]
File = Annotated[Path, typer.Argument(help="A file; .xlsx is Excel, anything else CSV.")]
_SHOWN = 50


def import_file(  # noqa: PLR0913 - one for each thing that a command line can say
    content: What,
    file: File,
    config: ConfigFile = None,
    data: DataFolder = None,
    *,
    dry_run: Annotated[bool, typer.Option(help="Say what would change; change nothing.")] = False,
    keep_good: Annotated[
        bool, typer.Option(help="Take the good rows of a file with bad ones.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Bring people, things, places or rules in from a file. All of it, or nothing."""
    from kiosk.errands import ImportOrder
    from kiosk.exchange.table_files import read_table

    chosen = configured(config, data)
    check_station(chosen)
    report = _imported(chosen, ImportOrder(content, read_table(file), dry_run, keep_good))
    if as_json:
        print_json(report)
    else:
        _tell(content, report, dry_run=dry_run)
    if report["bad"] and not report["written"]:
        raise typer.Exit(1)


def export_file(
    content: What, file: File, config: ConfigFile = None, data: DataFolder = None
) -> None:
    """Write people, things, places or rules to a file. An import takes it back unchanged."""
    from kiosk.exchange.files import export_table
    from kiosk.exchange.table_files import write_table
    from kiosk.founding import currency_of
    from kiosk.store.exchange_queries import StationRecords

    chosen = configured(config, data)
    with opened(chosen, read_only=True) as station:
        currency = currency_of(station)
        with station.books.read(station.clock.now()) as book:
            table = export_table(content, StationRecords(book), currency)
    write_table(file, table)
    typer.echo(f"{len(table.rows)} rows written to {file}.")


def labels(  # noqa: PLR0913 - as above
    file: Annotated[Path, typer.Argument(help="The PDF to write.")],
    config: ConfigFile = None,
    data: DataFolder = None,
    *,
    of: Annotated[str, typer.Option(help="assets, kits or locations.")] = "assets",
    tags: Annotated[str, typer.Option(help="Only tags that begin so.")] = "",
    sheet: Annotated[
        str, typer.Option(help="70x36, 48x25, 38x21 (mm, on A4) or 62x29 (tape).")
    ] = "70x36",
    qr: Annotated[bool, typer.Option("--qr", help="QR instead of Code 128.")] = False,
) -> None:
    """Write sheets of labels as PDF, of assets, kits or locations."""
    from kiosk.domain.ids import Entity
    from kiosk.domain.trouble import Trouble, TroubleCode
    from kiosk.exchange.labels import SHEETS, Label, write_labels
    from kiosk.store.exchange_queries import StationRecords

    named = {"assets": (Entity.ASSET, "tag"), "kits": (Entity.KIT, "tag")}
    named["locations"] = (Entity.LOCATION, "code")
    for option, value, known in (("--of", of, named), ("--sheet", sheet, SHEETS)):
        if value not in known:
            raise typer.BadParameter(f"{option} is one of {', '.join(known)}")
    entity, field = named[of]
    with (
        opened(configured(config, data), read_only=True) as station,
        station.books.read(station.clock.now()) as book,
    ):
        records = StationRecords(book).records(entity)
    found = [
        Label(str(fields[field]), str(fields.get("name", "")))
        for fields in records.values()
        if str(fields.get(field, "")).startswith(tags) and fields.get(field)
    ]
    if not found:
        beginning = f" with a tag that begins with “{tags}”" if tags else " with a tag"
        raise Trouble(
            TroubleCode.FILE_UNREADABLE, f"There are no {of}{beginning}; no labels were written."
        )
    pages = write_labels(file, sorted(found), SHEETS[sheet], qr=qr)
    made = f"{counted(len(found), 'label', 'labels')} on {counted(pages, 'page', 'pages')}"
    typer.echo(f"{made} written to {file}.")


def _imported(config: "Config", order: "ImportOrder") -> dict[str, Any]:
    from kiosk.errands import bring_in
    from kiosk.owner import Lock, answer, enter

    held = enter(config.data)
    if isinstance(held, Lock):
        try:
            with opened(config) as station:
                return bring_in(station, order)
        finally:
            held.release()
    with held as wire:
        wire.send(order.message())
        return answer(wire)


def _tell(content: Content, report: dict[str, Any], *, dry_run: bool) -> None:
    for note in report["notes"][:_SHOWN]:
        typer.echo(f"Note: {note}.")
    if len(report["notes"]) > _SHOWN:
        typer.echo(f"… and {len(report['notes']) - _SHOWN} more notes.")
    for bad in report["bad"][:_SHOWN]:
        value = f" “{bad['value'][:60]}”" if bad["value"] else ""
        typer.echo(f"Row {bad['row']}, {bad['column']}{value}: {bad['reason']}.", err=True)
    if len(report["bad"]) > _SHOWN:
        typer.echo(f"… and {len(report['bad']) - _SHOWN} more.", err=True)
    counts = "{made} new, {changed} changed, {unchanged} unchanged".format(**report)
    if report["bad"] and not report["written"]:
        typer.echo(
            f"{report['bad_rows']} of {report['rows']} rows are bad; nothing was written.", err=True
        )
    elif dry_run:
        typer.echo(f"{content.value}: {counts}; this was a dry run, nothing was written.")
    else:
        left = f", {report['bad_rows']} bad left out" if report["bad"] else ""
        typer.echo(f"{content.value}: {counts}{left}.")
