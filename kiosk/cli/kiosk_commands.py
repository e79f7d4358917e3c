"""The kiosk and its demo; imported late, because Qt is large."""

import gc
import importlib
import os
from pathlib import Path
from typing import Annotated

import typer

from kiosk.cli.border import FAILED, say
from kiosk.cli.options import ConfigFile, DataFolder, configured

_SCREENS = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")


def run(config: ConfigFile = None, data: DataFolder = None) -> None:
    """Run the kiosk: its screen, the staff panel, the readers."""
    gc.disable()  # what is imported stays; once it all is, garbage is collected again
    told = configured(config, data)  # first: what is imported after Qt takes longer
    if not any(os.environ.get(name) for name in _SCREENS):
        say(
            "There is no display. Start it in a graphical session, or be the desk in lines:"
            " `lendstation desk`."
        )  # Qt would abort
        raise typer.Exit(FAILED)

    from kiosk.first_picture import run as run_kiosk

    raise typer.Exit(run_kiosk(told))


def demo(
    headless: Annotated[
        Path | None,
        typer.Option(help="Play a tour without a display; leave pictures and a transcript here."),
    ] = None,
) -> None:
    """Open a sample school in a throw-away folder. Its cards and things are in a tray."""
    play = importlib.import_module("kiosk.demo.play")  # with Qt, which is large
    raise typer.Exit(play.demo(headless))


kiosk = typer.Typer(add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None)
"""``run`` alone."""
kiosk.command()(run)
