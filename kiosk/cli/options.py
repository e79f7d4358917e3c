"""What every command can be told, and how a command gets its station."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from kiosk.config import Config
    from kiosk.store.station import Station

ConfigFile = Annotated[
    Path | None,
    typer.Option(
        "--config",
        help="Else LENDSTATION_CONFIG, or /etc/lendstation/kiosk.toml.",
    ),
]
DataFolder = Annotated[
    Path | None, typer.Option("--data", help="The data folder, in the place of the configured one.")
]
TlsMode = Annotated[
    str,
    typer.Option(
        "--tls",
        help="How the centre is known: verify-full, or weaker: verify-ca, require, disable.",
    ),
]
TlsRoot = Annotated[
    Path | None, typer.Option("--ca", help="The certificates to trust; else those of the system.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Answer as JSON.")]


def configured(config: Path | None, data: Path | None) -> "Config":
    """Read the configuration. Raises Misconfigured."""
    from kiosk.config import load

    return load(config, data)


@contextmanager
def opened(config: "Config", *, read_only: bool = False) -> "Iterator[Station]":
    """Open the station; the caller owns the folder, or only reads. Raises Trouble."""
    from kiosk.opening import open_books

    station = open_books(config, read_only=read_only)
    try:
        yield station
    finally:
        station.close()


def check_station(config: "Config") -> None:
    """Raise Trouble when there is no station in the data folder, before anything is locked."""
    from kiosk.domain.trouble import Trouble, TroubleCode
    from kiosk.store.station import DATABASE

    if not (config.data / DATABASE).exists():
        raise Trouble(
            TroubleCode.STORE_MISSING,
            f"There is no station in {config.data}. Make one with `lendstation init`.",
        )


def counted(number: int, one: str, many: str) -> str:
    """Say how many: ``1 event``, ``2 events``."""
    return f"{number} {one if number == 1 else many}"
