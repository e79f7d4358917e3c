"""Pictures through the camera's decoder: one JSON line for each, one sentence for what is none."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kiosk.cli.border import FAILED, say

if TYPE_CHECKING:
    from hardware.scanners.camera.code import Code


def decode(files: Annotated[list[Path], typer.Argument(help="Pictures.")]) -> None:
    """Decode pictures as the camera does: one JSON line for each."""
    from hardware.reader import HardwareError
    from hardware.scanners.camera.decode import decode
    from hardware.scanners.camera.picture_file import read_picture
    from hardware.scanners.camera.zbar import ZbarProcess

    failed = False
    with ZbarProcess() as zbar:
        for file in files:
            try:
                with _silent_libraries():
                    codes = decode(read_picture(file), zbar.read)
            except HardwareError as error:
                failed = True
                say(_on_one_line(error.reason))
                continue
            typer.echo(_json({"file": str(file), "codes": [_told(code) for code in codes]}))
    if failed:
        raise typer.Exit(FAILED)


def _told(code: "Code") -> dict[str, object]:
    return {
        "text": code.text,
        "symbology": code.symbology,
        "identifier": code.identifier,
        "raw": code.raw.hex(),
        "outline": code.outline,
    }


def _json(told: object) -> str:
    return _on_one_line(json.dumps(told, ensure_ascii=False))


def _on_one_line(line: str) -> str:
    """A line in which what cannot be seen, or would begin another line, is written as JSON does."""
    return "".join(sign if sign.isprintable() else json.dumps(sign)[1:-1] for sign in line)


@contextmanager
def _silent_libraries() -> Iterator[None]:
    """Keep what libpng and libjpeg themselves write on standard error to themselves."""
    kept, nowhere = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)
