"""A new station, and how a station stands."""

import sys
from pathlib import Path
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
    from collections.abc import Mapping

    from kiosk.config import Config
    from kiosk.desk.panel.first_start import FirstMistake

_SAID = {
    "empty": "must not be empty",
    "no_zone": "is no time zone, such as Europe/London",
    "no_currency": "is no currency, such as GBP",
    "weak_pin": "needs four digits or more that are not all alike",
}


def init(  # noqa: PLR0913 - one option for each thing that a station is asked
    config: ConfigFile = None,
    data: DataFolder = None,
    *,
    organisation: Annotated[str, typer.Option(help="Who owns the things.")] = "",
    site: Annotated[str, typer.Option(help="The building or campus.")] = "",
    station: Annotated[str, typer.Option(help="What this desk is called.")] = "",
    zone: Annotated[str, typer.Option(help="Time zone of the site, such as Europe/London.")] = "",
    currency: Annotated[str, typer.Option(help="Of values and prices, such as GBP.")] = "",
    admin: Annotated[str, typer.Option(help="Name of the first admin.")] = "",
    badge: Annotated[str, typer.Option(help="Their badge (EM4100), such as 0F0012D687.")] = "",
    pin: Annotated[str, typer.Option(help="Their PIN; - reads it from standard input.")] = "",
    join: Annotated[
        str, typer.Option(help="Join other stations by the code of `central enrol`; - reads it.")
    ] = "",
    tls: TlsMode = "verify-full",
    ca: TlsRoot = None,
) -> None:
    """Make a new station. Asks what is not given, and shows the recovery key once."""
    if join:
        _join(configured(config, data), join, (tls, ca), site)
        return
    from kiosk.clock import SystemClock
    from kiosk.desk.panel.first_start import FirstAnswers, add_first_admin, first_mistakes
    from kiosk.domain.ports import Code
    from kiosk.founding import found, give_badge

    organisation = _asked(organisation, "Organisation")
    site = _asked(site, "Site", organisation)
    station = _asked(station, "Name of this station", "Desk")
    zone = _asked(zone, "Time zone", "Europe/London")
    currency = _asked(currency, "Currency", "GBP")
    admin = _asked(admin, "Name of the first admin")
    pin = sys.stdin.readline().strip() if pin == "-" else pin or _asked_pin()
    chosen = configured(config, data)
    answers = FirstAnswers(organisation, site, station, zone, currency.upper(), admin, pin)
    _check(first_mistakes(answers))
    clock = SystemClock()
    founded, made = found(chosen, clock, answers)
    try:
        person = add_first_admin(founded, clock, admin, pin)
        if badge:
            give_badge(founded.books, clock.now(), person, Code(badge, technology="em4100"))
    finally:
        made.close()
    typer.echo(f"The station is made in {chosen.data}; its keys are in {chosen.keys}.")
    typer.echo(f"Recovery key, shown this once – write it down: {founded.recovery_key}")
    typer.echo("Next: `lendstation import` for people and things, then `lendstation run`.")


def _check(mistakes: "Mapping[str, FirstMistake]") -> None:
    for name, mistake in mistakes.items():
        typer.echo(f"lendstation: --{name} {_SAID[mistake.value]}.", err=True)
    if mistakes:
        raise typer.Exit(1)


def _join(config: "Config", typed: str, tls: tuple[str, Path | None], site: str) -> None:
    from kiosk.clock import SystemClock
    from kiosk.joining import Tls, code_of, join_new

    code = code_of(sys.stdin.readline() if typed == "-" else typed)
    name = join_new(config, code, SystemClock(), Tls(*tls), site)
    typer.echo(f"The station {name} is made in {config.data} and has joined the centre.")
    typer.echo("Its books come with the first sync: `lendstation run`, or `lendstation sync`.")


def status(config: ConfigFile = None, data: DataFolder = None, *, as_json: AsJson = False) -> None:
    """Say in a few lines how the station stands."""
    from kiosk.owner import reach
    from kiosk.standing import standing

    chosen = configured(config, data)
    check_station(chosen)
    wire = reach(chosen.data)
    running = wire is not None
    if wire is not None:
        wire.close()
    with opened(chosen, read_only=True) as station:
        told = {"running": running, **standing(station)}
    if as_json:
        print_json(told)
        return
    for name, value in told.items():
        if value != "":
            spoken = {True: "yes", False: "no"}[value] if isinstance(value, bool) else value
            typer.echo(f"{name.replace('_', ' ').capitalize()}: {spoken}")


def _asked(given: str, question: str, default: str = "") -> str:
    """Ask a person for what no option gave; without one, the default stands."""
    if given or not sys.stdin.isatty():
        return given or default
    answer: str = typer.prompt(question, default=default or None)
    return answer


def _asked_pin() -> str:
    if not sys.stdin.isatty():
        return ""
    answer: str = typer.prompt("Their PIN", hide_input=True, confirmation_prompt=True)
    return answer
