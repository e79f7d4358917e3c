"""The kiosk: opens the books, the readers and the panel behind its first picture.

The GUI thread never waits: the books are opened and used on the worker of ``Work``, readers call
from their own threads, and both arrive as signals.
"""

import gc
import logging
from collections.abc import Callable
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from hardware.reader import ReaderReport, ReaderState, Scan
from kiosk.clock import SystemClock
from kiosk.desk.inputs import Input, Pressed, Scanned, Tick
from kiosk.desk.outcomes import Holder, Outcome, SessionClosed, SessionOpened
from kiosk.domain.identifiers import Command
from kiosk.domain.ports import Clock, Code
from kiosk.domain.sync_status import SyncStatus
from kiosk.domain.trouble import Trouble, TroubleCode
from kiosk.first_picture import FirstPicture
from kiosk.screens.deck import Deck
from kiosk.screens.desk_presenter import DeskPresenter
from kiosk.screens.first_start_presenter import FirstStartPresenter, Invitation, NewStation
from kiosk.screens.receipt import Receipts
from kiosk.screens.search_presenter import SearchPresenter
from kiosk.screens.station_presenter import ReaderStatus, StationPresenter
from kiosk.shell.scans import Scans
from kiosk.shell.sound import Sound
from kiosk.shell.work import Work
from kiosk.staff_corner import StaffCorner

if TYPE_CHECKING:  # imported on the worker, after the first picture
    from hardware.outputs.output import OutputReport
    from kiosk.attendant import Attendant
    from kiosk.config import Config
    from kiosk.desk.search import Findings
    from kiosk.devices import StationDevices

_log = logging.getLogger(__name__)
_SECOND_MS = 1000
_SYNC_TICKS = 5
_AGAIN_MS = 5000
"""How long the station waits before it tries again to open its books by itself."""


class Kiosk(QObject):
    """One kiosk; everything it owns is made here and connected here.

    Signals:
        opened: the books and the readers are there: the station lends.
        answered: the desk gave an outcome, and it is on the screen.
        swapped: a backup took the place of the books.
        output_changed: an output fares otherwise: ``OutputReport``.
    """

    opened = Signal()
    answered = Signal(object)
    _told = Signal(object)
    _coming = Signal(object)
    swapped = Signal()
    output_changed = Signal(object)

    def __init__(self, config: "Config", picture: FirstPicture, clock: Clock | None = None) -> None:
        super().__init__()
        self.config = config
        self.clock = clock or SystemClock()
        self.look = look = picture.look
        self.window = picture.window
        self.work = Work(expected=(Trouble,))
        self.aside = Work(expected=(Trouble,))
        """For what lending does not wait for: searches, the panel."""
        self.staff = StaffCorner(look, self.window, self.clock, self.aside)
        self.scans = Scans()
        self._attendant: Attendant | None = None
        self.devices: StationDevices | None = None
        self._receipts = Receipts()
        self._zone: tzinfo | None = None
        self._is_restored = False
        self._ticks = 0
        self._asked_in: Holder | None = None
        """Whose session is being closed to open the panel."""
        self._seconds = QTimer(self)
        self._again = QTimer(self)
        self._again.setSingleShot(True)
        sound = Sound(config.sound.volume / 100)
        self.deck = Deck(look, self.window, sound, picture.idle)
        self.station = StationPresenter(self.deck)
        self.desk = DeskPresenter(self.deck, self.submit)
        self.search = SearchPresenter(self.deck, self._find, self.submit, self.desk.refresh)
        self.first_start = FirstStartPresenter(
            self.deck, self._found, self._read_code, self._join, self.open
        )
        self.deck.rest_as(self.station.rest(self._local()))
        self.deck.show_rest()
        self._connect()

    def _connect(self) -> None:
        self.deck.listen(self.desk, self.clock.now)
        self.deck.listen_to_search(self.search, self.clock.now)
        self.deck.listen_to_first_start(self.first_start)
        self.deck.retried.connect(self._retry)
        self.deck.staff_opened.connect(self._ask_in)
        self.staff.closed.connect(self.desk.refresh)
        self.window.resized.connect(self.deck.fit)
        self.look.reworded.connect(lambda: self.station.tick(self._local()))
        self._coming.connect(self._get_ready)
        self.window.held_too_long.connect(self.desk.forget_coming)
        self._told.connect(self._show)
        self.scans.scanned.connect(self._scanned)
        self.scans.reported.connect(self._reported)
        self.swapped.connect(self._tell_of_restore)
        self.output_changed.connect(self._devices_changed)
        self.work.troubled.connect(self._troubled)
        self.aside.troubled.connect(self._troubled_aside)
        for work in (self.work, self.aside):
            work.failed.connect(self.station.failed)
        self._seconds.timeout.connect(self.tick)
        self._again.timeout.connect(self.open)

    # Opening and closing

    def start(self) -> None:
        """Open the books and the readers once the first picture stands."""
        self._seconds.start(_SECOND_MS)
        QTimer.singleShot(0, self, self.open)

    def open(self) -> None:
        """Open the books, on the worker; readers follow."""
        config, clock = self.config, self.clock
        tell, swapped, coming = self._told.emit, self.swapped.emit, self._coming.emit

        def opening() -> "Attendant":
            import kiosk.devices  # noqa: F401 - read in off the GUI thread
            from kiosk.attendant import attend

            return attend(config, clock, tell, swapped, coming)

        self.work.run(opening, self._opened)

    def _opened(self, attendant: "Attendant") -> None:
        self._attendant = attendant
        self._zone = attendant.zone
        self._start_devices()
        self.station.opened()
        self.tick()
        self.desk.refresh()
        self._tell_of_restore()
        self.opened.emit()
        gc.freeze()  # it all stays; a collection in the middle of a scan looks only at what came

    def _start_devices(self) -> None:
        from kiosk.devices import StationDevices

        if self.devices is None:
            self.devices = StationDevices(self.config)
            scans = self.scans
            self.devices.start(scans.on_scan, scans.on_report, self.output_changed.emit)

    def _found(self, new: NewStation) -> None:
        """Make the station that a first start asked for."""
        config, clock = self.config, self.clock

        def founding() -> str:
            from kiosk.founding import found_on_screen

            return found_on_screen(config, clock, new.answers, new.badge)

        self.work.run(founding, self.first_start.founded)

    def _read_code(self, text: str) -> None:
        """See what a scanned enrolment code would join; nothing leaves this machine."""

        def reading() -> Invitation:
            from kiosk.joining import code_of

            code = code_of(text)
            host, database = f"{code.host}:{code.port}", f"{code.database} / {code.tenant}"
            return Invitation(text, host, database, code.station or code.role)

        self.work.run(reading, self.first_start.invited)

    def _join(self, code: str) -> None:
        """Join other stations by the code that was scanned and agreed to."""
        config, clock = self.config, self.clock

        def joining() -> str:
            from kiosk.joining import join_on_screen

            return join_on_screen(config, clock, code)

        self.work.run(joining, lambda _name: self.first_start.joined())

    def stop(self) -> None:
        """Close everything, in the order in which it was opened, backwards."""
        self._seconds.stop()
        self._again.stop()
        if self.devices is not None:
            self.devices.stop()
        for work in (self.aside, self.work):
            work.stop()
        if self._attendant is not None:
            self._attendant.close()

    # What arrives

    def submit(self, given: Input) -> None:
        """Hand an input to the desk, on the worker; its outcomes come as ``answered``."""
        attendant = self._attendant
        if attendant is not None:
            self.work.run(lambda: attendant.counter.submit(given))

    def _get_ready(self, coming: Outcome) -> None:
        """Lay an answer out while the disk writes it; it is painted when it is durable."""
        if self.desk.expects(coming):
            self.window.hold()
            self.desk.get_ready(coming)

    def _show(self, outcome: Outcome) -> None:
        receipt = self._receipts.take(outcome, self._local())  # while the person's language is on
        self.desk.answer(outcome)
        self.window.release()
        if self.devices is not None:
            self.devices.answered(outcome, receipt)
        attendant, holder = self._attendant, self._asked_in
        if isinstance(outcome, SessionClosed | SessionOpened):
            self._asked_in = None
            if isinstance(outcome, SessionClosed) and attendant and self.devices and holder:
                self.staff.open(attendant, self.devices, holder)
        self.answered.emit(outcome)

    def _scanned(self, scan: Scan) -> None:
        technology = scan.symbology if scan.kind == "badge" else ""
        code = Code(scan.text, scan.symbology, technology, scan.reader)
        if self.first_start.is_open:
            self.first_start.tapped(code)
        elif self.staff.is_shown:
            self.staff.scan(code)
        else:
            if self.devices is not None:
                self.devices.asked_by = scan.reader
            self.submit(Scanned(self.clock.now(), code))

    def _reported(self, _report: ReaderReport) -> None:
        if self.devices is not None:
            states = self.devices.readers()
            self.station.readers({name: _status(report) for name, report in states.items()})
            self.station.tick(self._local())
            self._devices_changed()

    def _devices_changed(self, _report: "OutputReport | None" = None) -> None:
        if self.devices is not None:
            self.staff.show_devices(self.devices.rows())

    def tick(self) -> None:
        """Let time pass on the screen and at the desk."""
        now = self.clock.now()
        self.desk.tick(now)
        self.search.tick(now, is_shown=self.deck.is_searching)
        self.station.tick(self._local())
        self._look_at_sync()
        self.submit(Tick(now))

    def _look_at_sync(self) -> None:
        """Ask every few seconds how sync stands; the panel and lending do not wait for it."""
        attendant = self._attendant
        self._ticks += 1
        if attendant is not None and self._ticks % _SYNC_TICKS == 1:
            self.aside.run(attendant.sync_status, self._synced)

    def _synced(self, status: SyncStatus) -> None:
        if self._attendant is not None:
            self._zone = self._attendant.zone
        self.station.synced(status)

    def _find(self, text: str, found: "Callable[[Findings], None]") -> None:
        attendant = self._attendant
        if attendant is not None:
            self.aside.run(lambda: attendant.search(text), found)

    def _tell_of_restore(self) -> None:
        attendant = self._attendant
        if attendant is not None:
            self.aside.run(attendant.restored_from, self._restored)

    def _restored(self, when: datetime | None) -> None:
        if when is not None:
            self._is_restored = True
            self.station.restored(when.astimezone(self._zone))

    def _ask_in(self) -> None:
        """Staff at the desk want the panel: their session ends first, so nothing waits in it."""
        self._asked_in = self.desk.holder
        self.submit(Pressed(self.clock.now(), Command.DONE))

    # What goes wrong

    def _troubled(self, trouble: Trouble) -> None:
        if trouble.code is TroubleCode.STORE_MISSING:
            self._start_devices()
            self.first_start.begin()
            return
        is_new = self.first_start.is_open
        self.station.trouble(trouble, is_new=is_new)
        if self._attendant is None and not is_new:  # who makes a station reads that first
            self._again.start(_AGAIN_MS)

    def _troubled_aside(self, trouble: Trouble) -> None:
        """What lending does not wait for does not stop it either."""
        _log.warning("kiosk.trouble", extra={"trouble": trouble.code.value})
        if self.staff.is_shown:
            self.station.trouble(trouble)

    def _retry(self) -> None:
        if self._attendant is None:
            self.open()
            return
        if self._is_restored:
            self._is_restored = False
            self.aside.run(self._attendant.note_restore)
        self.desk.refresh()

    def _local(self) -> datetime:
        return self.clock.now().astimezone(self._zone)


def _status(report: ReaderReport) -> ReaderStatus:
    return ReaderStatus(
        name=report.reader,
        is_lost=report.state in (ReaderState.GONE, ReaderState.BROKEN),
        is_ready=report.state is ReaderState.READY,
        remedy=report.remedy,
        code=report.code.value if report.code else "",
    )
