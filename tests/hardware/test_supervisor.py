"""Many readers as one inbox, whatever becomes of each."""

import os
import threading

import pytest

from hardware.driver import Connection
from hardware.outputs.scanner_beep import Answer
from hardware.reader import ErrorCode, HardwareError, ReaderState
from hardware.simulated import SimulatedReader
from hardware.supervisor import Supervisor
from hardware.threaded_reader import ThreadedReader
from tests.hardware.reader_contract import PATIENCE_S, Inbox


def open_descriptors() -> int:
    return len(os.listdir("/proc/self/fd"))  # noqa: PTH208 - a Path for each would be waste


def test_all_readers_feed_one_inbox_and_their_states_are_known():
    desk, door, inbox = SimulatedReader("desk"), SimulatedReader("door"), Inbox()
    supervisor = Supervisor([desk, door])
    assert {r.state for r in supervisor.states().values()} == {ReaderState.OPENING}

    supervisor.start(inbox.on_scan, inbox.on_report)
    inbox.wait(lambda: inbox.states.count(ReaderState.READY) == 2, "not both are ready")
    door.unplug()
    inbox.wait(lambda: ReaderState.GONE in inbox.states, "not gone")
    desk.present("CAM-0001")
    inbox.wait_for_texts("CAM-0001")

    states = {name: report.state for name, report in supervisor.states().items()}
    assert states == {"desk": ReaderState.READY, "door": ReaderState.GONE}
    supervisor.stop()


def test_two_readers_of_one_name_are_refused():
    with pytest.raises(HardwareError, match="same name: desk"):
        Supervisor([SimulatedReader("desk"), SimulatedReader("desk"), SimulatedReader("door")])


def test_a_thousand_starts_and_stops_leave_no_thread_and_no_descriptor():
    reader, inbox = SimulatedReader("desk"), Inbox()
    supervisor = Supervisor([reader])
    threads, descriptors = threading.active_count(), open_descriptors()
    for _ in range(1000):
        inbox.reports.clear()
        supervisor.start(inbox.on_scan, inbox.on_report)
        inbox.wait_for_state(ReaderState.READY)
        supervisor.stop()
    assert (threading.active_count(), open_descriptors()) == (threads, descriptors)


class Faulty:
    """A driver with a bug: it cannot even say whether its device is there."""

    def __init__(self) -> None:
        self.tried, self.tried_again = threading.Event(), threading.Event()

    def open(self) -> Connection:
        if self.tried.is_set():
            self.tried_again.set()
        self.tried.set()
        raise ZeroDivisionError

    def presence(self) -> None:
        raise ZeroDivisionError


def test_a_driver_with_a_bug_is_broken_and_tried_again():
    driver, inbox = Faulty(), Inbox()
    reader = ThreadedReader("desk", driver)
    reader.start(inbox.on_scan, inbox.on_report)
    inbox.wait_for_state(ReaderState.BROKEN)
    assert inbox.reports[-1].code is ErrorCode.BUG
    assert driver.tried_again.wait(PATIENCE_S)
    reader.stop()


def test_a_reader_cannot_be_started_twice():
    reader, inbox = SimulatedReader("desk"), Inbox()
    reader.start(inbox.on_scan, inbox.on_report)
    with pytest.raises(HardwareError, match="already started"):
        reader.start(inbox.on_scan, inbox.on_report)
    reader.stop()


def test_a_reader_that_was_learnt_joins_the_others():
    desk, learnt, inbox = SimulatedReader("desk"), SimulatedReader("new"), Inbox()
    supervisor = Supervisor([desk])
    supervisor.start(inbox.on_scan, inbox.on_report)
    supervisor.add(learnt)
    inbox.wait(lambda: inbox.states.count(ReaderState.READY) == 2, "not both are ready")
    learnt.present("CAM-0001")
    inbox.wait_for_texts("CAM-0001")

    assert list(supervisor.states()) == ["desk", "new"]
    with pytest.raises(HardwareError, match="same name: new"):
        supervisor.add(SimulatedReader("new"))
    supervisor.stop()


def test_one_reader_is_started_anew_while_the_others_go_on():
    desk, door, inbox = SimulatedReader("desk"), SimulatedReader("door"), Inbox()
    supervisor = Supervisor([desk, door])
    supervisor.restart("desk")
    supervisor.start(inbox.on_scan, inbox.on_report)
    inbox.wait(lambda: inbox.states.count(ReaderState.READY) == 2, "not both are ready")
    supervisor.restart("desk")
    supervisor.restart("nobody")
    inbox.wait(lambda: inbox.states.count(ReaderState.READY) == 3, "not ready again")
    desk.present("CAM-0001")
    inbox.wait_for_texts("CAM-0001")

    supervisor.stop()


class Sounding(SimulatedReader):
    """A scanner that sounds what the desk answered."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.heard: list[Answer] = []

    def answer(self, answer: Answer) -> None:
        self.heard.append(answer)


def test_an_answer_is_sounded_at_the_scanner_that_was_used_if_it_can():
    desk, door = Sounding("desk"), Sounding("door")
    supervisor = Supervisor([desk, door, SimulatedReader("silent")])

    for name in ("desk", "silent", "nobody"):
        supervisor.answer(name, Answer.REFUSED)

    assert (desk.heard, door.heard) == ([Answer.REFUSED], [])
