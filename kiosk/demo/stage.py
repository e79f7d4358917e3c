"""The stage of the tour: a kiosk with simulated cables, driven as people drive it.

Whatever is done is waited for with Qt's own events; whatever does not come in time is an error.
"""

import contextlib
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta, tzinfo
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QWidget

from hardware.simulated_wire import badge_frame, code_picture, empty_desk
from kiosk.app import Kiosk
from kiosk.clock import ToldClock
from kiosk.config import Config
from kiosk.demo.wires import Wires
from kiosk.desk.outcomes import Outcome
from kiosk.first_picture import picture_of
from kiosk.shell.keys import Field, Keypad
from kiosk.shell.look import Look

_Widget = TypeVar("_Widget", bound=QWidget)
PATIENCE_S = 30.0
"""Far more than anything takes; a slow machine is not an error."""
_CADENCE_MS = 65
_AWAY_S = 1.3
"""A code, or a badge, counts anew after it was away for a second."""
_STEP = timedelta(seconds=7)


class NotSeen(Exception):
    """Something that the tour expects did not happen."""


class Stage:
    """One kiosk, its cables and its clock."""

    def __init__(self, config: Config, look: Look, wires: Wires, clock: ToldClock) -> None:
        self.config = config
        self.look = look
        self.wires = wires
        self.clock = clock
        self.answers: list[Outcome] = []
        self._away: dict[str, QTimer] = {}
        self.kiosk: Kiosk | None = None

    # The kiosk

    def open(self) -> None:
        """Start a kiosk and wait until it lends and both readers are ready."""
        self.start()
        self.see("2 readers ready")

    def start(self) -> None:
        """Start a kiosk, whatever it will say."""
        kiosk = Kiosk(self.config, picture_of(self.look, self.clock), self.clock)
        self.kiosk = kiosk
        kiosk.answered.connect(self.answers.append)
        kiosk.window.resize(self.look.theme.width_px, self.look.theme.height_px)
        kiosk.window.show()
        kiosk.start()

    def close(self) -> None:
        """End the kiosk, as its service is stopped."""
        kiosk, self.kiosk = self.kiosk, None
        if kiosk is not None:
            kiosk.stop()
            kiosk.window.hide()
            kiosk.window.deleteLater()
            kiosk.deleteLater()

    @property
    def window(self) -> QWidget:
        """The window of the kiosk."""
        if self.kiosk is None:
            raise NotSeen("the kiosk is closed")
        return self.kiosk.window

    @property
    def data(self) -> Path:
        """Where the books lie."""
        return self.config.data

    @property
    def zone(self) -> tzinfo:
        """The zone of the school."""
        return ZoneInfo("Europe/London")

    # What people do

    def tap(self, badge: str) -> None:
        """Hold a badge to the reader until the desk answers."""
        before = self._answered()
        self.hold_badge(badge, lambda: len(self.answers) > before)

    def hold_badge(self, badge: str, until: Callable[[], object]) -> None:
        """Hold a badge to the reader until something is so."""
        frame = badge_frame(badge)
        self._let_lie_away(badge)
        self.until(until, "an answer to a badge", lambda: self.wires.badge.send(frame))
        self._take_away(badge)

    def scan(self, code: str, symbology: str = "code_128") -> None:
        """Hold a label before the camera until the desk answers."""
        self._let_lie_away(code)
        before = self._answered()
        self.wires.camera.put(code_picture(code, symbology))
        self.until(lambda: len(self.answers) > before, f"an answer to {code}")
        self.wires.camera.put(empty_desk())
        self._take_away(code)

    def touch(self, word: str) -> None:
        """Touch the button with this word."""
        self.until(lambda: self._button(word) is not None, f"a button “{word}”")
        button = self._button(word)
        if button is not None and self.kiosk is not None:
            self.kiosk.window.touched.emit()
            button.click()
        self.clock.tell(self.clock.now() + _STEP)

    def tick(self, part: str) -> None:
        """Touch a part of a checklist, once more when it was seen."""
        before = self._answered()
        self.touch(part)
        self.until(lambda: len(self.answers) > before, f"{part} being ticked")

    def type_text(self, text: str) -> None:
        """Type on the keyboard on the glass."""
        for letter in text:
            self.touch(letter)

    def type_pin(self, digits: str) -> None:
        """Type on the pad that is shown."""
        self.until(lambda: self._shown(Keypad), "a number pad")
        pad = self._shown(Keypad)[0]
        for digit in digits:
            pad.press(digit)
        pad.confirm()

    def pass_time(self, until: datetime) -> None:
        """Let it become later."""
        self.clock.tell(until)
        if self.kiosk is not None:
            self.kiosk.tick()

    # What is seen

    def texts(self) -> list[str]:
        """Give every text on the screen, in the order of its widgets."""
        buttons = [_plain(button.text()) for button in self._shown(QAbstractButton)]
        return list(dict.fromkeys(text for text in (*self.labels(), *buttons) if text))

    def labels(self) -> list[str]:
        """Give every text that is no button, as often as it is shown."""
        return [_plain(label.text()) for label in self._shown(QLabel)]

    def fields(self) -> list[Field]:
        """Give the fields that can be typed in."""
        return self._shown(Field)

    def see(self, *wanted: str) -> None:
        """Wait until all of these stand on the screen."""
        missing = f"“{'”, “'.join(wanted)}”"
        self.until(lambda: all(any(w in t for t in self.texts()) for w in wanted), missing)

    def picture(self, path: Path) -> None:
        """Keep what is on the screen, once it is painted whole."""
        self.settle()
        self.window.grab().save(str(path))

    def settle(self) -> None:
        """Let everything happen that is already on its way to the screen."""
        for _ in range(3):
            QApplication.processEvents()

    def until(
        self,
        is_so: Callable[[], object],
        what: str,
        meanwhile: Callable[[], object] | None = None,
    ) -> None:
        """Wait with Qt's events until something is so. Raises NotSeen."""
        loop = QEventLoop()
        beat, patience = QTimer(), QTimer()
        beat.timeout.connect(meanwhile or (lambda: None))
        patience.setSingleShot(True)
        beat.start(_CADENCE_MS)
        patience.start(round(PATIENCE_S * 1000))
        while self._is_between_pictures() or not is_so():
            if not patience.isActive():
                seen = " | ".join(self.texts()) if self.kiosk else "nothing"
                said = ", ".join(type(each).__name__ for each in self.answers[-3:])
                raise NotSeen(f"{what} did not come; after {said} the screen says: {seen}")
            loop.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
        beat.stop()
        patience.stop()

    def _is_between_pictures(self) -> bool:
        """Whether something is laid out that nobody sees yet."""
        return self.kiosk is not None and self.kiosk.window.is_held

    def _answered(self) -> int:
        """Count the answers so far, the one included that is on its way."""
        self.settle()
        return len(self.answers)

    def _take_away(self, code: str) -> None:
        away = self._away[code] = QTimer()
        away.setSingleShot(True)
        away.start(round(_AWAY_S * 1000))
        self.clock.tell(self.clock.now() + _STEP)

    def _let_lie_away(self, code: str) -> None:
        away = self._away.get(code)
        if away is not None:
            self.until(lambda: not away.isActive(), "the label being away for a second")

    def _button(self, word: str) -> QAbstractButton | None:
        shown = self._shown(QAbstractButton)
        named = (each for each in shown if word in (each.text(), each.accessibleName()))
        return next((each for each in named if each.isEnabled()), None)

    def _shown(self, kind: type[_Widget]) -> list[_Widget]:
        return [each for each in self.window.findChildren(kind) if each.isVisible()]


def _plain(text: str) -> str:
    """Take away what only keeps a name on one line."""
    return text.replace("\N{NO-BREAK SPACE}", " ")


@contextlib.contextmanager
def closing(stage: Stage) -> Iterator[Stage]:
    """Close the stage's kiosk and pull its cables out, whatever happens."""
    try:
        yield stage
    finally:
        stage.close()
        stage.wires.close()
