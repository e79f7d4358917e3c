"""The kiosk and its demo; imported late, because Qt is large."""

import importlib
from pathlib import Path
from typing import Annotated

import typer

from kiosk.cli.options import ConfigFile, DataFolder, configured


def run(config: ConfigFile = None, data: DataFolder = None) -> None:
    """Run the kiosk."""
    told = configured(config, data)  # first: what is imported after Qt takes longer

    from kiosk.first_picture import run as run_kiosk

    raise typer.Exit(run_kiosk(told))


def demo(
    headless: Annotated[
        Path | None,
        typer.Option(help="Play a tour without a display; leave pictures and a transcript here."),
    ] = None,
) -> None:
    """Open a sample school in a throw-away folder, with cards to tap and scan."""
    play = importlib.import_module("kiosk.demo.play")  # with Qt, which is large
    raise typer.Exit(play.demo(headless))
