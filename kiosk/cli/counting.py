"""Counts what lies before a UHF reader: a line for each new tag, then how often each was read."""

import threading
import time
from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated

import typer

from kiosk.cli.device_walk import fail
from kiosk.cli.json_lines import print_json
from kiosk.cli.options import ConfigFile, DataFolder, configured

if TYPE_CHECKING:
    from hardware.reader import ReaderReport
    from hardware.rfid.bulk import CountedTag, Tally
    from hardware.rfid.uhf import UhfReader

_OPEN_S, _LOOK_S = 10.0, 0.1


def count(
    name: Annotated[str, typer.Argument(help="A UHF reader of the configuration.")],
    config: ConfigFile = None,
    data: DataFolder = None,
    *,
    quiet: Annotated[
        float, typer.Option(help="Settled when nothing new came for so many seconds.", min=0.1)
    ] = 2.0,
) -> None:
    """Count a tray of tags. A JSON line for each new one, and the tally when all came."""
    from hardware.catalogue import build
    from hardware.rfid.uhf import UhfReader

    section = next((each for each in configured(config, data).readers if each.name == name), None)
    if section is None:
        fail(f"no reader is called {name!r}: `lendstation readers list`.")
    reader = build(section.name, section.driver, section.settings)
    if not isinstance(reader, UhfReader):
        fail(f"{name!r} is driven by {section.driver}, which cannot count; UHF readers can.")
    _Count(reader, quiet).run()


def identity(epc: bytes) -> Mapping[str, object]:
    """Tell the thing that a tag names; nothing for a tag that names none."""
    from hardware.rfid.epc import identity_of

    known = identity_of(epc)
    return {"epc": {"uri": known.uri, "key": known.key}} if known else {}


class _Count:
    def __init__(self, reader: "UhfReader", quiet_s: float) -> None:
        self._reader = reader
        self._quiet_s = quiet_s
        self._told = 0
        self._opened, self._lost = threading.Event(), threading.Event()
        self._report: ReaderReport | None = None

    def run(self) -> None:
        """Count until it is settled, interrupted, or the reader is lost."""
        self._reader.start(lambda _scan: None, self._reported)
        try:
            if not self._opened.wait(_OPEN_S):
                self._fail()
            typer.echo("Counting; Ctrl-C ends it.", err=True)
            try:
                tally = self._settled()
            except KeyboardInterrupt:
                tally = self._look()
        finally:
            self._reader.stop()
        print_json(
            {
                "tags": len(tally.tags),
                "settled": tally.is_settled and not self._lost.is_set(),
                "tally": [_told(tag) for tag in tally.tags],
            }
        )
        if self._lost.is_set():
            self._fail()

    def _reported(self, report: "ReaderReport") -> None:
        """Count from the moment at which it is open: this comes before its first tag."""
        from hardware.reader import ReaderState

        self._report = report
        if self._opened.is_set():
            self._lost.set()
        elif report.state is ReaderState.READY:
            self._reader.counting.begin(time.monotonic_ns(), self._quiet_s)
            self._opened.set()

    def _settled(self) -> "Tally":
        while not (tally := self._look()).is_settled and not self._lost.wait(_LOOK_S):
            pass
        return tally

    def _look(self) -> "Tally":
        """Print the tags that are new, and give what is known."""
        from hardware.rfid.bulk import Tally

        tally = self._reader.counting.tally(time.monotonic_ns()) or Tally((), is_settled=False)
        for tag in tally.tags[self._told :]:
            self._told += 1  # first: Ctrl-C may come in between, and no tag is told twice
            print_json(_told(tag))
        return tally

    def _fail(self) -> None:
        report = self._report
        fail(f"{report.reason}. {report.remedy}" if report and report.reason else "does not open.")


def _told(tag: "CountedTag") -> Mapping[str, object]:
    told = {"tag": tag.epc.hex().upper(), "count": tag.count, "signal": tag.strongest}
    return {**told, **identity(tag.epc)}
