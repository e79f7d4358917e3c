"""The central PostgreSQL: made, checked, its stations enrolled, shut out and looked at."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from kiosk.cli.json_lines import print_json
from kiosk.cli.options import (
    AsJson,
    ConfigFile,
    DataFolder,
    TlsMode,
    TlsRoot,
    check_station,
    configured,
    opened,
)

if TYPE_CHECKING:
    from pathlib import Path

    from kiosk.config import Config
    from server_sync.central.access import Session
    from server_sync.enrolment import EnrolmentCode
    from server_sync.provision import Newcomer, StationStanding

central = typer.Typer(
    help="The central PostgreSQL of many stations.", no_args_is_help=True, rich_markup_mode=None
)
Address = Annotated[
    str,
    typer.Argument(
        metavar="ADDRESS",
        help="postgresql://user@host/database, as whoever may make roles there.",
    ),
]
Tenant = Annotated[str, typer.Option(help="The schema of this organisation.")]


@central.command()
def init(address: Address, tenant: Tenant = "lendstation") -> None:
    """Make the tables and functions, or bring them up to date. Says what the server leaves open."""
    from server_sync.central.checks import check_server, findings
    from server_sync.central.schema import install

    with _connected(address) as connection:
        check_server(connection)
        applied = install(connection, tenant)
        found = findings(connection, tenant)
    typer.echo(
        f"The centre {tenant} is made." if applied else f"The centre {tenant} is up to date."
    )
    for finding in found:
        typer.echo(f"Mind: {finding.what}. To change it: {finding.remedy}.")


@central.command()
def enrol(  # noqa: PLR0913 - one option for each thing that may be said
    address: Address,
    name: Annotated[str, typer.Argument(help="What the new station is called.")] = "",
    tenant: Tenant = "lendstation",
    config: ConfigFile = None,
    data: DataFolder = None,
    *,
    here: Annotated[bool, typer.Option("--here", help="The station that is here joins.")] = False,
    privileged: Annotated[
        bool, typer.Option(help="It may give roles, set policies and hand out badges.")
    ] = False,
    station: Annotated[
        str, typer.Option(help="A station that is enrolled again, by its id; else a new one.")
    ] = "",
    host: Annotated[str, typer.Option(help="The server's name as the station knows it.")] = "",
    tls: TlsMode = "verify-full",
    ca: TlsRoot = None,
    as_json: AsJson = False,
) -> None:
    """Make a login and a code for one more station. It joins with that within ten minutes."""
    from kiosk.clock import SystemClock
    from kiosk.domain.ids import uuid7
    from server_sync.provision import Newcomer

    chosen = configured(config, data)
    if here:
        code = _enrolled(chosen, _this_station(chosen), (address, host, tenant))
        _join(chosen, code, (tls, ca))
        return
    if not name:
        raise typer.BadParameter("say what the new station's desk is called, or --here")
    new_id = uuid7(int(SystemClock().now().timestamp() * 1000), os.urandom(10))
    newcomer = Newcomer(station or new_id, name, privileged)
    text = _enrolled(chosen, newcomer, (address, host, tenant)).text()
    if as_json:
        print_json({"station": newcomer.station, "code": text})
        return
    typer.echo(_picture(text))
    typer.echo(f"{text}\n\nStation {newcomer.station}, {name}.")
    typer.echo("Let the new station scan this within ten minutes, and nobody else.")


@central.command()
def revoke(
    address: Address,
    station: Annotated[str, typer.Argument(help="Its id, as `central status` shows it.")],
    tenant: Tenant = "lendstation",
) -> None:
    """Shut a station out for good. What it runs at the centre ends at once."""
    from server_sync.central.access import check_schema
    from server_sync.provision import revoke as revoked

    with _connected(address) as connection:
        check_schema(connection, tenant)
        done = revoked(connection, tenant, station)
    if not done:
        typer.echo("lendstation: no station that is let in has this id.", err=True)
        raise typer.Exit(1)
    typer.echo(f"Station {station} is shut out.")


@central.command()
def status(address: Address, tenant: Tenant = "lendstation", *, as_json: AsJson = False) -> None:
    """Say how every station stands. Its state, lag, version, clock, and when it was heard."""
    from server_sync.central.access import check_schema
    from server_sync.provision import standing

    with _connected(address) as connection:
        check_schema(connection, tenant)
        told = standing(connection, tenant)
    if as_json:
        print_json(asdict(told))
        return
    typer.echo(f"Head {told.head}, schema {told.schema}, {len(told.stations)} stations")
    for each in told.stations:
        typer.echo(_line(each, told.now_ms))


@contextmanager
def _connected(address: str) -> "Iterator[Session]":
    """Connect; a wrong address or tenant is a mistake of the command line."""
    from server_sync.central.access import administered

    ask = _asked_password if sys.stdin.isatty() else None
    try:
        with administered(address, ask) as connection:
            yield connection
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error


def _enrolled(
    config: "Config", newcomer: "Newcomer", where: tuple[str, str, str]
) -> "EnrolmentCode":
    """Enrol a station at an address, under a host name of its own, in a tenant."""
    from kiosk.store.keys import Keys
    from server_sync.central.access import check_schema
    from server_sync.provision import Place, StationKeys
    from server_sync.provision import enrol as enrolled

    address, host, tenant = where
    keys = Keys.load(config.keys)
    with _connected(address) as connection:
        check_schema(connection, tenant)
        _make_snapshot(connection, tenant)
        at = connection.info
        place = Place(host or at.host, at.port, at.dbname, tenant)
        return enrolled(connection, place, newcomer, StationKeys(keys.organisation, keys.pepper))


def _make_snapshot(connection: "Session", tenant: str) -> None:
    """Spare the new station a long ledger; whatever goes wrong with that, it can still join."""
    from kiosk.store import model_rows
    from server_sync.central.snapshots import snapshot_for_newcomer

    trouble = snapshot_for_newcomer(connection, tenant, model_rows, _tell_snapshot)
    if trouble:
        typer.echo(f"No snapshot was made: {trouble.message}", err=True)


def _tell_snapshot() -> None:
    typer.echo("A snapshot is made first, so that the new station can lend soon…", err=True)


def _this_station(config: "Config") -> "Newcomer":
    """Give the station that is here, with the rights that it has had alone."""
    from kiosk.standing import own_name
    from server_sync.provision import Newcomer

    check_station(config)
    with opened(config, read_only=True) as station:
        return Newcomer(station.books.station, own_name(station), privileged=True)


def _join(config: "Config", code: "EnrolmentCode", tls: "tuple[str, Path | None]") -> None:
    """Let the station that is here join, and a running kiosk begin to sync at once."""
    from kiosk.joining import Tls, join_here
    from kiosk.owner import reach

    join_here(config, code, Tls(*tls))
    wire = reach(config.data)
    if wire is not None:
        with wire:
            wire.send({"do": "sync"})
    typer.echo("This station has joined the centre; what it holds is sent with its first sync.")


def _asked_password() -> str:
    password: str = typer.prompt("Password", hide_input=True)
    return password


def _line(each: "StationStanding", now_ms: int) -> str:
    parts = [each.name, each.station, each.standing]
    if each.privileged:
        parts.append("privileged")
    if each.seen_ms is not None:
        parts += [
            f"heard {(now_ms - each.seen_ms) // 1000} s ago",
            f"{each.behind} to pull",
            f"{each.unsent} to push",
            f"clock {(each.clock_offset_ms or 0) / 1000:+.1f} s",
            f"version {each.version}",
        ]
    if each.incidents:
        parts.append(f"{each.incidents} incidents")
    return ", ".join(parts)


def _picture(code: str) -> str:
    """Draw the code black on white, whatever colours a terminal has."""
    from kiosk.exchange.terminal_code import draw_code

    lines = draw_code(code).splitlines()
    begin, end = ("\x1b[30;47m", "\x1b[0m") if sys.stdout.isatty() else ("", "")
    return "\n".join(f"{begin}{line}{end}" for line in lines)
