"""Sync with the centre by hand: one round now, or the station kept alike until it is ended."""

import threading
from typing import TYPE_CHECKING, Annotated

import typer

from kiosk.cli.json_lines import print_json
from kiosk.cli.options import AsJson, ConfigFile, DataFolder, check_station, configured, counted

if TYPE_CHECKING:
    from kiosk.config import Config
    from kiosk.owner import Message


def sync(
    config: ConfigFile = None,
    data: DataFolder = None,
    *,
    once: Annotated[bool, typer.Option("--once", help="One round, then end.")] = False,
    as_json: AsJson = False,
) -> None:
    """Sync with the centre. Through the kiosk where one runs, else here until it is ended."""
    from kiosk.owner import Lock, answer, enter

    chosen = configured(config, data)
    check_station(chosen)
    held = enter(chosen.data)
    if isinstance(held, Lock):
        try:
            _as_owner(chosen, once=once, as_json=as_json)
        finally:
            held.release()
        return
    with held:
        held.send({"do": "sync"})
        _tell(answer(held), as_json=as_json)


def _as_owner(config: "Config", *, once: bool, as_json: bool) -> None:
    from kiosk import log
    from kiosk.errands import errands_of, sync_told
    from kiosk.open_station import OpenStation
    from kiosk.owner import OwnerSocket

    if not once:
        log.set_up("WARNING")
    station = OpenStation(config)
    try:
        told = sync_told(station.sync())
        if once:
            _tell(told, as_json=as_json)
            return
        typer.echo(_words(told))
        errands = errands_of(station.held, station.counter, station.swap, station.sync)
        served = OwnerSocket(config.data, errands)
        served.start()
        try:
            threading.Event().wait()
        finally:
            served.close()
    finally:
        station.close()


def _tell(told: "Message", *, as_json: bool) -> None:
    from kiosk.cli.border import say

    if as_json:
        print_json(told)
    elif told["trouble"]:
        say(str(told["trouble"]))
    else:
        typer.echo(_words(told))
    if told["trouble"]:
        raise typer.Exit(1)


def _words(told: "Message") -> str:
    if told["trouble"]:
        return str(told["trouble"])
    if told["progress"] is not None:
        return f"The first sync goes on: {told['progress']} % are here."
    unsent = counted(told["unsent"], "event is", "events are")
    return f"Synced at {told['synced_at']}; {unsent} unsent."
