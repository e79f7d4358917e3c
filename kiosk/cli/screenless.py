"""The desk without a screen: as the owner of the books, or as a guest of the owner."""

import os
import sys
import threading
from contextlib import suppress
from typing import TYPE_CHECKING, Annotated

import typer

from kiosk.cli.options import AsJson, ConfigFile, DataFolder, check_station, configured

if TYPE_CHECKING:
    from kiosk.config import Config
    from kiosk.owner import Lock, Message, Wire

_CHUNK = 65_536


def desk(
    config: ConfigFile = None,
    data: DataFolder = None,
    *,
    as_json: AsJson = False,
    simulated_clock: Annotated[bool, typer.Option(help="The time is what each line says.")] = False,
) -> None:
    """Be the desk without a screen. A scan or an action a line in, an outcome a line out.

    A line is a code: a badge, then things; LS:DONE ends the session, LS:UNDO takes the last back.
    The end of the input (Ctrl-D) closes the desk. All that may be said: docs/desk-protocol.md.
    """
    from kiosk import log
    from kiosk.clock import SystemClock
    from kiosk.owner import Lock, enter

    chosen = configured(config, data)
    check_station(chosen)
    log.set_up("WARNING")
    if sys.stdin.isatty() and not as_json:
        typer.echo("The desk is open. Type a badge, then things; LS:DONE ends, Ctrl-D closes.")
    order: Message = {"do": "desk", "json": as_json}
    if simulated_clock:
        order["from_ms"] = int(SystemClock().now().timestamp() * 1000)
    held = enter(chosen.data)
    if isinstance(held, Lock):
        _as_owner(chosen, held, order)
    else:
        _as_guest(held, order)


def _as_owner(config: "Config", lock: "Lock", order: "Message") -> None:
    from kiosk.backups import DailyBackups
    from kiosk.errands import errands_of, serve_lines
    from kiosk.open_station import OpenStation
    from kiosk.owner import OwnerSocket

    try:
        station = OpenStation(config)
        errands = errands_of(station.held, station.counter, station.swap, station.sync)
        served = OwnerSocket(config.data, errands)
        served.start()
        backups = DailyBackups(station.look_after)
        try:
            serve_lines(order, (sys.stdin.buffer, sys.stdout.buffer), station.first_counter)
        finally:
            backups.close()
            served.close()
            station.close()
    finally:
        lock.release()


def _as_guest(wire: "Wire", order: "Message") -> None:
    from kiosk.domain.trouble import Trouble, TroubleCode

    wire.send(order)
    incoming, outgoing = wire.streams()
    ended = threading.Event()

    def carry() -> None:
        with suppress(OSError):  # an owner that has ended is told below
            while chunk := os.read(sys.stdin.fileno(), _CHUNK):  # no lock is held when it ends
                outgoing.write(chunk)
                outgoing.flush()
            ended.set()
        wire.hang_up()

    threading.Thread(target=carry, name="stdin", daemon=True).start()
    while line := incoming.readline():
        sys.stdout.buffer.write(line)
        sys.stdout.buffer.flush()
    if not ended.is_set():
        raise Trouble(TroubleCode.STORE_LOCKED, "The process that owns the station has ended.")
