"""Label printers: asked how they are, then given a job, in ZPL or as Brother QL raster."""

import threading
from collections.abc import Callable
from dataclasses import dataclass

from hardware.outputs import brother_ql, zpl
from hardware.outputs.brother_ql import BrotherQlSettings
from hardware.outputs.label_picture import Label, draw
from hardware.outputs.line import Address, open_output
from hardware.outputs.zpl import ZplSettings
from hardware.reader import HardwareError

_ANSWER_S = 1.0
_ZPL_STATUS_BYTES = 82
"""Three lines with their STX, ETX, CR and LF; more is not waited for."""


@dataclass(frozen=True, slots=True)
class _Language:
    """What a printer is asked, how its answer is understood, and how labels become bytes."""

    question: bytes
    answer_bytes: int
    trouble_of: Callable[[bytes], HardwareError | None]
    job: Callable[[list[Label]], bytes]


class LabelPrinter:
    """Opens the printer for each batch of labels, so that others may print on it too."""

    def __init__(self, settings: ZplSettings | BrotherQlSettings) -> None:
        baud = settings.baud if isinstance(settings, ZplSettings) else 9600
        self._address = Address(settings.address, baud, settings.timeout_s)
        self._asks = settings.asks
        self._language = _zpl(settings) if isinstance(settings, ZplSettings) else _raster(settings)

    def check(self) -> None:
        """Ask the printer how it is."""
        self._send(b"")

    def perform(self, order: list[Label], stop: threading.Event) -> None:
        """Print labels."""
        del stop  # it takes no longer than its time-out
        self._send(self._language.job(order))

    def close(self) -> None:
        """Nothing is held open."""

    def _send(self, data: bytes) -> None:
        language = self._language
        line = open_output(self._address)
        try:
            line.check_port()
            if self._asks:
                answer = line.ask(language.question, language.answer_bytes, _ANSWER_S)
                trouble = language.trouble_of(answer)
                if trouble is not None:
                    raise trouble
            line.write(data)
        finally:
            line.close()


def _zpl(settings: ZplSettings) -> _Language:
    return _Language(
        zpl.ASK_STATUS, _ZPL_STATUS_BYTES, zpl.trouble_of, lambda labels: zpl.job(labels, settings)
    )


def _raster(settings: BrotherQlSettings) -> _Language:
    def job(labels: list[Label]) -> bytes:
        size = brother_ql.size_of(settings)
        pictures = [draw(each, *size, settings.font) for each in labels]
        return brother_ql.job(pictures, settings)

    return _Language(
        brother_ql.CLEAR + b"\x1b@" + brother_ql.ASK_STATUS,
        brother_ql.STATUS_BYTES,
        lambda status: brother_ql.trouble_of(status, settings),
        job,
    )
