"""Relays click on and surely off again, on boards that answer and boards that do not."""

import os
import pty
import select
import threading
import tty
from collections.abc import Iterator

import pytest

from hardware.outputs.relay import Pulse, Relay, RelaySettings, command, modbus_crc
from hardware.reader import HardwareError

PATIENCE_S = 20


class Board:
    """A relay board on a pseudo-terminal; ``seen`` is every byte it got."""

    def __init__(self, *, echoes: bool) -> None:
        self._echoes = echoes
        self.seen = b""
        self._news = threading.Condition()
        self._end, self._ended = os.pipe()
        self.plug()

    def plug(self) -> None:
        self.master, self._slave = pty.openpty()
        tty.setraw(self._slave)
        self.path = os.ttyname(self._slave)
        self._thread = threading.Thread(target=self._serve, args=(self.master,), daemon=True)
        self._thread.start()

    def close(self) -> None:
        os.write(self._ended, b"x")
        self._thread.join(PATIENCE_S)
        for descriptor in (self.master, self._slave, self._end, self._ended):
            os.close(descriptor)

    def wait_for(self, ending: bytes) -> None:
        with self._news:
            done = self._news.wait_for(lambda: self.seen.endswith(ending), PATIENCE_S)
            assert done, self.seen.hex(" ")

    def _serve(self, master: int) -> None:
        while self._end not in select.select([master, self._end], [], [])[0]:
            data = os.read(master, 100)
            with self._news:
                self.seen += data
                self._news.notify_all()
            if self._echoes:
                os.write(master, data)


@pytest.fixture
def lcus() -> Iterator[Board]:
    board = Board(echoes=False)
    yield board
    board.close()


@pytest.fixture
def modbus() -> Iterator[Board]:
    board = Board(echoes=True)
    yield board
    board.close()


ON, OFF = bytes.fromhex("A00101A2"), bytes.fromhex("A00100A1")


def test_the_commands_are_those_of_the_manuals():
    plain, coils = RelaySettings("/dev/x"), RelaySettings("/dev/x", "modbus")

    assert command(plain, 1, on=True) == ON
    assert command(plain, 1, on=False) == OFF
    assert command(plain, 2, on=True) == bytes.fromhex("A00201A3")
    assert command(coils, 1, on=True) == bytes.fromhex("01050000FF008C3A")
    assert command(coils, 1, on=False) == bytes.fromhex("010500000000CDCA")
    assert modbus_crc(b"123456789") == bytes.fromhex("374B")


def test_every_channel_is_off_before_anything_else(lcus: Board):
    relay = Relay(RelaySettings(lcus.path, channels=3))
    relay.check()

    lcus.wait_for(bytes.fromhex("A00100A1 A00200A2 A00300A3"))
    relay.close()


def test_a_pulse_goes_on_and_off(lcus: Board):
    relay = Relay(RelaySettings(lcus.path, pulse_s=0.05))
    relay.perform(Pulse(), threading.Event())

    lcus.wait_for(ON + OFF)
    relay.close()
    lcus.wait_for(ON + OFF + OFF)


def test_a_pulse_ends_at_once_when_the_station_stops(lcus: Board):
    relay, stop = Relay(RelaySettings(lcus.path, pulse_s=60)), threading.Event()
    thread = threading.Thread(target=relay.perform, args=(Pulse(), stop))
    thread.start()
    lcus.wait_for(ON)
    stop.set()
    thread.join(PATIENCE_S)

    lcus.wait_for(ON + OFF)
    assert not thread.is_alive()
    relay.close()


def test_a_modbus_board_confirms_each_command(modbus: Board):
    relay = Relay(RelaySettings(modbus.path, "modbus", pulse_s=0.05))
    relay.check()
    relay.perform(Pulse(), threading.Event())

    modbus.wait_for(bytes.fromhex("01050000FF008C3A 010500000000CDCA"))
    relay.close()


def test_a_modbus_board_that_says_nothing_is_told(lcus: Board):
    with pytest.raises(HardwareError, match="did not confirm"):
        Relay(RelaySettings(lcus.path, "modbus")).check()


def test_a_channel_that_the_board_has_not_is_refused(lcus: Board):
    with pytest.raises(HardwareError, match="channel 2"):
        Relay(RelaySettings(lcus.path)).perform(Pulse(2), threading.Event())


def test_a_board_that_was_pulled_out_raises_and_closes_quietly():
    board = Board(echoes=False)
    relay = Relay(RelaySettings(board.path))
    relay.check()
    board.close()

    with pytest.raises(HardwareError):
        relay.perform(Pulse(), threading.Event())
    relay.close()
