"""Scans and work: what comes from other threads arrives on the GUI thread, in order."""

import logging
import threading

import pytest
from PySide6.QtCore import QThread

from hardware.reader import Kind, ReaderReport, ReaderState, Scan
from kiosk.shell.scans import Scans
from kiosk.shell.work import Work


class DiskFullError(Exception):
    """Trouble, as a package would name it."""


@pytest.fixture
def work(qapp):  # noqa: ARG001 -- widgets need an application
    working = Work(expected=(DiskFullError,))
    yield working
    working.stop()


def scan(text):
    return Scan(text, text.encode(), "code_128", Kind.BARCODE, "desk", 1)


def test_scans_of_a_foreign_thread_arrive_on_the_gui_thread_in_their_order(qtbot):
    scans, seen = Scans(), []
    scans.scanned.connect(lambda s: seen.append((s.text, QThread.isMainThread())))
    foreign = threading.Thread(target=lambda: [scans.on_scan(scan(t)) for t in "abc"])
    foreign.start()
    foreign.join()
    assert seen == []
    qtbot.waitUntil(lambda: len(seen) == 3)
    assert seen == [("a", True), ("b", True), ("c", True)]


def test_a_report_comes_after_the_scan_that_came_before_it(qtbot):
    scans, seen = Scans(), []
    scans.scanned.connect(lambda s: seen.append(s.text))
    scans.reported.connect(lambda r: seen.append(r.state))
    scans.on_scan(scan("a"))
    scans.on_report(ReaderReport("desk", ReaderState.GONE))
    qtbot.waitUntil(lambda: len(seen) == 2)
    assert seen == ["a", ReaderState.GONE]


def test_a_job_runs_elsewhere_and_its_result_is_delivered_here(qtbot, work):
    seen = []
    work.run(QThread.isMainThread, lambda was_main: seen.append((was_main, QThread.isMainThread())))
    qtbot.waitUntil(lambda: bool(seen))
    assert seen == [(False, True)]


def test_jobs_run_one_after_the_other(qtbot, work):
    order = []
    gate = threading.Event()
    work.run(lambda: gate.wait(5), lambda _: order.append("first"))
    work.run(lambda: None, lambda _: order.append("second"))
    gate.set()
    qtbot.waitUntil(lambda: len(order) == 2)
    assert order == ["first", "second"]


def test_trouble_is_told_and_nothing_is_logged(qtbot, work, caplog):
    def job():
        raise DiskFullError

    with qtbot.waitSignal(work.troubled) as told:
        work.run(job, lambda _: None)
    assert isinstance(told.args[0], DiskFullError)
    assert caplog.records == []


def test_a_bug_is_logged_with_its_traceback_and_the_next_job_still_runs(qtbot, work, caplog):
    def job():
        raise KeyError("gone")

    seen = []
    with caplog.at_level(logging.ERROR), qtbot.waitSignal(work.failed):
        work.run(job, lambda _: None)
    assert "KeyError" in caplog.text
    work.run(lambda: 1, seen.append)
    qtbot.waitUntil(lambda: seen == [1])
