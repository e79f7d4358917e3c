"""The interface of every output: what it is asked to do, and how it fares."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, TypeVar

from hardware.reader import ErrorCode, ReaderState

Order_contra = TypeVar("Order_contra", contravariant=True)


class Device(Protocol[Order_contra]):
    """An output with its settings; used by one thread alone, every method within its time-out."""

    def check(self) -> None:
        """Bring it into its safe state if it has one, and ask how it is; or `HardwareError`."""

    def perform(self, order: Order_contra, stop: threading.Event) -> None:
        """Do what is asked, or raise `HardwareError`; end early and safely when `stop` is set."""

    def close(self) -> None:
        """Bring it into its safe state if it has one, and let it go; raises nothing."""


@dataclass(frozen=True, slots=True)
class OutputReport:
    """How an output fares from now on; its states are those of readers."""

    output: str
    state: ReaderState
    reason: str = ""
    remedy: str = ""
    code: ErrorCode | None = None


OnOutputReport = Callable[[OutputReport], None]
