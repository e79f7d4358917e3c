"""Bytes reach a printer by network, cable or file, or it is said why not, within the time."""

import os
import pty
import threading
import tty
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from hardware.outputs.line import Address, open_output, trouble_of_port
from hardware.reader import ErrorCode, HardwareError
from tests.hardware.outputs.tcp_printer import TcpPrinter, closed_port


@pytest.fixture
def terminal() -> Iterator[tuple[int, str]]:
    master, slave = pty.openpty()
    tty.setraw(slave)
    yield master, os.ttyname(slave)
    os.close(master)
    os.close(slave)


def trouble(address: Address, data: bytes = b"slip") -> HardwareError:
    with pytest.raises(HardwareError) as met, closing(open_output(address)) as line:
        line.write(data)
    assert met.value.remedy
    return met.value


def test_bytes_go_over_the_network_whole():
    printer = TcpPrinter()
    line = open_output(Address(printer.address))
    sent = bytes(range(256)) * 4000
    line.write(sent)
    line.close()

    assert printer.wait_for(1) == [sent]
    printer.close()


def test_bytes_go_to_a_file_as_to_a_usb_printer(tmp_path: Path):
    node = tmp_path / "lp0"
    node.touch()
    for part in (b"one", b"two"):
        line = open_output(Address(str(node)))
        line.check_port()
        line.write(part)
        line.close()

    assert node.read_bytes() == b"onetwo"


def test_bytes_go_over_a_serial_line_and_its_answer_comes_back(terminal):
    master, path = terminal
    line = open_output(Address(path, 19200))

    def printer() -> None:
        assert os.read(master, 3) == b"\x10\x04\x04"
        os.write(master, b"\x12")

    thread = threading.Thread(target=printer)
    thread.start()
    assert line.ask(b"\x10\x04\x04", 1, 5.0) == b"\x12"
    thread.join()
    line.close()


def test_a_serial_line_is_ours_alone(terminal):
    line = open_output(Address(terminal[1]))

    met = trouble(Address(terminal[1]))

    assert met.code is ErrorCode.BUSY
    line.close()


def test_a_refused_connection_is_said():
    met = trouble(Address(closed_port()))

    assert met.code is ErrorCode.GONE
    assert "refuses" in met.reason


def test_an_address_that_nobody_has_is_said():
    assert "no device is called" in trouble(Address("tcp:printer.invalid")).reason


@pytest.mark.parametrize("text", ["tcp:host:port", "tcp:host:0", "tcp:host:70000"])
def test_an_address_that_is_none_is_a_mistake_of_the_settings(text: str):
    assert trouble(Address(text)).code is ErrorCode.SETTINGS


def test_a_cable_that_is_not_there_is_gone(tmp_path: Path):
    assert trouble(Address(str(tmp_path / "lp0"))).code is ErrorCode.GONE


def test_a_printer_that_stops_halfway_is_told_with_what_it_took():
    printer = TcpPrinter(most=1000)

    met = trouble(Address(printer.address, timeout_s=0.5), bytes(1 << 24))

    assert met.code is ErrorCode.FAULT
    assert f"of {1 << 24} bytes and then no more" in met.reason
    printer.close()


def test_a_serial_printer_that_takes_nothing_is_told(terminal):
    assert "and then no more" in trouble(Address(terminal[1], timeout_s=0.3), bytes(1 << 20)).reason


def test_a_printer_that_hangs_up_is_gone():
    printer = TcpPrinter(most=0)
    line = open_output(Address(printer.address, timeout_s=5))
    printer.close()

    with pytest.raises(HardwareError) as met:
        line.write(bytes(1 << 24))
    assert met.value.code is ErrorCode.GONE
    line.close()


def test_no_answer_is_an_empty_one():
    printer = TcpPrinter()
    line = open_output(Address(printer.address))

    assert line.ask(b"~HS", 82, 0.05) == b""
    line.close()
    printer.close()


@pytest.mark.parametrize(
    ("status", "said"),
    [(0x18, ""), (0x38, "no paper"), (0x30, "no paper"), (0x10, "reports an error")],
)
def test_the_kernels_word_on_a_usb_printer_is_understood(status: int, said: str):
    met = trouble_of_port(status)

    assert said in (met.reason if met else "")
    assert bool(met) == bool(said)


def test_lines_leave_no_descriptor():
    printer = TcpPrinter()
    before = len(os.listdir("/proc/self/fd"))  # noqa: PTH208 - only how many
    for at in range(1, 20):
        line = open_output(Address(printer.address))
        line.write(b"x")
        line.close()
        printer.wait_for(at)

    assert len(os.listdir("/proc/self/fd")) <= before + 1  # noqa: PTH208 - as above
    printer.close()
