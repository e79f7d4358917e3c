"""What every reader does, whatever it is: subclassed once for each driver."""

import os
import threading
import time
from collections.abc import Callable
from typing import Protocol

import pytest

from hardware.reader import Reader, ReaderReport, ReaderState, Scan

PATIENCE_S = 20.0


class Bench(Protocol):
    """A reader on a bench, with the hands that present codes to it and pull its plug."""

    reader: Reader
    codes: tuple[str, str, str]
    """Three codes that it can read, as their texts."""

    def present(self, code: str) -> None:
        """Present a code and take it away; return once the device has seen all of it."""

    def unplug(self) -> None: ...

    def plug(self) -> None: ...


class Inbox:
    """Receives what a reader tells, and waits for it."""

    def __init__(self) -> None:
        self.scans: list[Scan] = []
        self.reports: list[ReaderReport] = []
        self.threads: set[threading.Thread] = set()
        self._news = threading.Condition()

    def on_scan(self, scan: Scan) -> None:
        with self._news:
            self.threads.add(threading.current_thread())
            self.scans.append(scan)
            self._news.notify_all()

    def on_report(self, report: ReaderReport) -> None:
        with self._news:
            self.threads.add(threading.current_thread())
            self.reports.append(report)
            self._news.notify_all()

    @property
    def texts(self) -> list[str]:
        return [scan.text for scan in self.scans]

    @property
    def states(self) -> list[ReaderState]:
        return [report.state for report in self.reports]

    def wait(self, done: Callable[[], object], what: str) -> None:
        with self._news:
            assert self._news.wait_for(done, PATIENCE_S), f"{what}; {self.texts} {self.reports}"

    def wait_for_texts(self, *texts: str) -> None:
        self.wait(lambda: len(self.scans) >= len(texts), f"{texts} did not come")
        assert self.texts == list(texts)

    def wait_for_state(self, state: ReaderState) -> None:
        self.wait(lambda: self.reports and self.reports[-1].state is state, f"never {state}")


class ReaderContract:
    """Subclasses give a `bench` fixture, whose reader is plugged in and not started."""

    @pytest.fixture
    def inbox(self, bench: Bench):
        inbox = Inbox()
        yield inbox
        bench.reader.stop()

    @pytest.fixture
    def ready(self, bench: Bench, inbox: Inbox) -> Inbox:
        bench.reader.start(inbox.on_scan, inbox.on_report)
        inbox.wait_for_state(ReaderState.READY)
        return inbox

    def test_it_says_that_it_opens_and_then_that_it_is_ready(self, ready: Inbox):
        assert ready.states == [ReaderState.OPENING, ReaderState.READY]

    def test_a_start_returns_though_the_receiver_of_reports_is_stuck(self, bench: Bench):
        has_begun, has_returned = threading.Event(), threading.Event()
        waited_in_vain: list[ReaderReport] = []

        def stuck(report: ReaderReport) -> None:
            has_begun.set()
            if not has_returned.wait(PATIENCE_S):
                waited_in_vain.append(report)

        bench.reader.start(lambda _: None, stuck)
        assert has_begun.wait(PATIENCE_S)
        has_returned.set()
        bench.reader.stop()
        assert not waited_in_vain

    def test_a_scan_arrives_once_from_the_readers_own_thread(self, bench: Bench, ready: Inbox):
        before = time.monotonic_ns()
        bench.present(bench.codes[0])
        ready.wait_for_texts(bench.codes[0])
        bench.present(bench.codes[1])
        ready.wait_for_texts(*bench.codes[:2])
        scan = ready.scans[0]
        assert scan.reader == bench.reader.name
        assert before < scan.at_ns < ready.scans[1].at_ns < time.monotonic_ns()
        assert len(ready.threads) == 1
        assert threading.current_thread() not in ready.threads

    def test_nothing_comes_after_a_stop(self, bench: Bench, ready: Inbox):
        bench.present(bench.codes[0])
        ready.wait_for_texts(bench.codes[0])
        bench.reader.stop()
        reports = list(ready.reports)
        bench.unplug()
        assert ready.texts == [bench.codes[0]]
        assert ready.reports == reports
        assert not any(thread.is_alive() for thread in ready.threads)

    def test_it_can_be_stopped_before_a_start_and_twice(self, bench: Bench, inbox: Inbox):
        bench.reader.stop()
        bench.reader.start(inbox.on_scan, inbox.on_report)
        bench.reader.stop()
        bench.reader.stop()

    def test_it_can_be_stopped_by_its_own_callback(self, bench: Bench, inbox: Inbox):
        stopped = threading.Event()

        def stop(scan: Scan) -> None:
            inbox.on_scan(scan)
            bench.reader.stop()
            stopped.set()

        bench.reader.start(stop, inbox.on_report)
        inbox.wait_for_state(ReaderState.READY)
        bench.present(bench.codes[0])
        assert stopped.wait(PATIENCE_S)
        (thread,) = inbox.threads
        thread.join(PATIENCE_S)
        assert not thread.is_alive()
        assert inbox.texts == [bench.codes[0]]

    def test_it_can_be_started_again(self, bench: Bench, ready: Inbox):
        bench.reader.stop()
        ready.reports.clear()
        bench.reader.start(ready.on_scan, ready.on_report)
        ready.wait_for_state(ReaderState.READY)
        bench.present(bench.codes[0])
        ready.wait_for_texts(bench.codes[0])

    def test_starts_and_stops_leave_no_thread_and_no_descriptor(self, bench: Bench, inbox: Inbox):
        left = []
        for _ in range(8):
            inbox.reports.clear()
            bench.reader.start(inbox.on_scan, inbox.on_report)
            inbox.wait_for_state(ReaderState.READY)
            bench.reader.stop()
            left.append((threading.active_count(), len(os.listdir("/proc/self/fd"))))  # noqa: PTH208
        assert len(set(left[1:])) == 1

    def test_unplugged_it_is_gone_and_plugged_in_it_reads_again(self, bench: Bench, ready: Inbox):
        bench.unplug()
        ready.wait_for_state(ReaderState.GONE)
        assert ready.reports[-1].reason
        assert ready.reports[-1].remedy
        bench.plug()
        ready.wait_for_state(ReaderState.READY)
        bench.present(bench.codes[0])
        ready.wait_for_texts(bench.codes[0])

    def test_it_may_be_started_before_it_is_plugged_in(self, bench: Bench, inbox: Inbox):
        bench.unplug()
        bench.reader.start(inbox.on_scan, inbox.on_report)
        inbox.wait_for_state(ReaderState.GONE)
        bench.plug()
        inbox.wait_for_state(ReaderState.READY)

    def test_pulling_the_plug_loses_nothing_that_was_complete(self, bench: Bench, ready: Inbox):
        bench.present(bench.codes[0])
        bench.present(bench.codes[1])
        bench.unplug()
        ready.wait_for_state(ReaderState.GONE)
        assert ready.texts == list(bench.codes[:2])

    def test_a_receiver_that_fails_is_reported_and_the_next_scan_arrives(
        self, bench: Bench, inbox: Inbox
    ):
        def fail_once(scan: Scan) -> None:
            inbox.on_scan(scan)
            if len(inbox.scans) == 1:
                raise RuntimeError("the receiver failed")

        bench.reader.start(fail_once, inbox.on_report)
        inbox.wait_for_state(ReaderState.READY)
        bench.present(bench.codes[0])
        inbox.wait(lambda: inbox.reports[-1].reason, "the failure was not reported")
        assert inbox.reports[-1].state is ReaderState.READY
        bench.present(bench.codes[1])
        inbox.wait_for_texts(*bench.codes[:2])
