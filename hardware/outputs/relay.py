"""Relay boards on a serial line: a door, a locker, a light tower, pulsed and safely off again.

Two families: LCUS (`A0 channel state sum`, 9600 baud, no answer) and Modbus RTU (function 05,
"write single coil", CRC-16 with polynomial A001; Modbus over Serial Line V1.02, which echoes).
Nobody knows how a board stands when the station starts, so every channel is switched off first,
and again after any failure; the board is let go off too.
"""

import contextlib
import threading
from dataclasses import dataclass

from hardware.outputs.line import Address, OutputLine, open_output, wrong_address
from hardware.reader import ErrorCode, HardwareError
from hardware.settings import SettingsError, checked, setting

_ANSWER_S = 0.5
_MODBUS_CRC = 0xA001
_WRITE_COIL = 5


@dataclass(frozen=True)
class RelaySettings:
    """A relay board."""

    address: str = setting(wrong=wrong_address)
    """Best below /dev/serial/by-path: cheap boards have no serial number."""
    board: str = setting("lcus", choices=("lcus", "modbus"))
    baud: int = setting(9600, least=300, most=4_000_000)
    channels: int = setting(1, least=1, most=32)
    unit: int = setting(1, least=1, most=247)
    """The board's Modbus address."""
    pulse_s: float = setting(1.0, least=0.05, most=60)
    timeout_s: float = setting(2.0, least=0.5, most=60)

    def __post_init__(self) -> None:
        checked(self)


@dataclass(frozen=True, slots=True)
class Pulse:
    """Switch one channel on, and off again after the time of the settings."""

    channel: int = 1


def command(settings: RelaySettings, channel: int, *, on: bool) -> bytes:
    """The bytes that switch a channel, counted from 1."""
    if settings.board == "modbus":
        frame = bytes([settings.unit, _WRITE_COIL, 0, channel - 1, 0xFF if on else 0, 0])
        return frame + modbus_crc(frame)
    frame = bytes([0xA0, channel, int(on)])
    return frame + bytes([sum(frame) & 0xFF])


def modbus_crc(frame: bytes) -> bytes:
    """The CRC-16 of Modbus, low byte first."""
    crc = 0xFFFF
    for byte in frame:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (_MODBUS_CRC if crc & 1 else 0)
    return crc.to_bytes(2, "little")


class Relay:
    """Holds the board's line open, because opening one makes some boards click."""

    def __init__(self, settings: RelaySettings) -> None:
        self._settings = settings
        self._address = Address(settings.address, settings.baud, settings.timeout_s)
        self._line: OutputLine | None = None

    def check(self) -> None:
        """Switch every channel off."""
        for channel in range(1, self._settings.channels + 1):
            self._switch(channel, on=False)

    def perform(self, order: Pulse, stop: threading.Event) -> None:
        """Switch a channel on and, whatever happens, off again."""
        if not 1 <= order.channel <= self._settings.channels:
            raise SettingsError(
                [f"channel {order.channel}: the board has {self._settings.channels}"]
            )
        try:
            self._switch(order.channel, on=True)
            stop.wait(self._settings.pulse_s)
        finally:
            self._switch(order.channel, on=False)

    def close(self) -> None:
        """Switch everything off as far as the board can still be reached, and let it go."""
        if self._line is not None:
            with contextlib.suppress(HardwareError):  # it is gone: nothing can be switched
                self.check()
            self._drop()

    def _drop(self) -> None:
        line, self._line = self._line, None
        if line is not None:
            line.close()

    def _switch(self, channel: int, *, on: bool) -> None:
        """Switch on an open line; one that failed is opened anew the next time."""
        line = self._line = self._line or open_output(self._address)
        try:
            self._send(line, command(self._settings, channel, on=on))
        except HardwareError:
            self._drop()
            raise

    def _send(self, line: OutputLine, sent: bytes) -> None:
        if self._settings.board == "lcus":
            line.write(sent)
        elif line.ask(sent, len(sent), _ANSWER_S) != sent:
            raise HardwareError(
                ErrorCode.FAULT,
                "the relay board did not confirm what it was told",
                "Check its power, its Modbus address and its speed.",
            )
