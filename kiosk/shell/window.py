"""The window of the station: a screen, a band above it, a line below it, a sheet over it."""

from PySide6.QtCore import (
    QCoreApplication,
    QEasingCurve,
    QEvent,
    QObject,
    QRect,
    Qt,
    QTimer,
    QVariantAnimation,
    Signal,
)
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPixmap, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from kiosk.shell.look import Look
from kiosk.shell.overriding import override

_LONGEST_HELD_MS = 50
FADE_MS = 160
"""Within the 120 to 200 ms in which motion explains and does not delay."""


class KioskWindow(QWidget):
    """Shows screens; the next one stands complete before anything moves.

    Signals:
        touched: somebody touched the glass or a key; the session is not idle.
        resized: the window has another size in pixels; the theme must follow.
        screen_changed: another screen (QWidget) is about to be laid out.
        held_too_long: what nothing was painted for did not come; what it was has to stand again.
    """

    touched = Signal()
    resized = Signal(int, int)
    screen_changed = Signal(QWidget)
    held_too_long = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._screen: QWidget | None = None
        self._band: QWidget | None = None
        self._foot: QWidget | None = None
        self._sheet: QWidget | None = None
        self._fade = _Fade(self)
        self._held = QTimer(self, interval=_LONGEST_HELD_MS, singleShot=True)
        self._held.timeout.connect(self._let_go)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        look.changed.connect(self._dress)

    @property
    def screen_shown(self) -> QWidget | None:
        """The screen that is seen now."""
        return self._screen

    def show_screen(self, screen: QWidget, *, at_once: bool = False) -> None:
        """Go to a screen. `at_once` for a result: it is painted whole in the next frame."""
        if at_once:
            self._fade.end()
        if screen is self._screen:
            return
        before = self._screen
        picture = None
        if before is not None and self.isVisible() and self._look.theme.moves and not at_once:
            picture = before.grab()
        self._screen = screen
        self.screen_changed.emit(screen)
        if screen.parentWidget() is not self:
            screen.setParent(self)
        self._lay_out()
        screen.show()
        if before is not None:
            before.hide()
        self._raise_layers()
        if picture is not None:
            self._fade.run(picture, screen.geometry())

    def show_band(self, band: QWidget | None) -> None:
        """Put a band (a reader is gone) above every screen, or take it away."""
        before, self._band = self._band, band
        self._exchange(before, band)

    def show_foot(self, foot: QWidget | None) -> None:
        """Put a line below every screen, or take it away."""
        before, self._foot = self._foot, foot
        self._exchange(before, foot)

    def show_sheet(self, sheet: QWidget | None) -> None:
        """Put a sheet (the time is nearly over) over the screen, or take it away."""
        before, self._sheet = self._sheet, sheet
        self._exchange(before, sheet)

    @property
    def is_held(self) -> bool:
        """Whether nothing is painted for the moment: what is laid out is not to be seen yet."""
        return self._held.isActive()

    def hold(self) -> None:
        """Paint nothing until ``release``; at most for as long as nobody sees it stand still."""
        self._held.start()

    def release(self) -> None:
        """Paint what changed since ``hold``."""
        if self.is_held:
            self._held.stop()
            QCoreApplication.sendEvent(self, QEvent(QEvent.Type.UpdateRequest))

    def _let_go(self) -> None:
        self.held_too_long.emit()
        QCoreApplication.postEvent(self, QEvent(QEvent.Type.UpdateRequest))

    @override
    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.UpdateRequest and self.is_held:
            return True
        return super().event(event)

    def _exchange(self, before: QWidget | None, after: QWidget | None) -> None:
        if before is not None and before is not after:
            before.hide()
        if after is not None and after.parentWidget() is not self:
            after.setParent(self)
        self._lay_out()
        if after is not None:
            after.show()
        self._raise_layers()

    def _raise_layers(self) -> None:
        for layer in (self._band, self._sheet):
            if layer is not None:
                layer.raise_()

    def _lay_out(self) -> None:
        top, bottom = 0, self.height()
        if self._foot is not None:
            bottom -= self._foot.sizeHint().height()
            self._foot.setGeometry(0, bottom, self.width(), self.height() - bottom)
        if self._band is not None:
            top = max(self._band.sizeHint().height(), self._band.heightForWidth(self.width()))
            self._band.setGeometry(0, 0, self.width(), top)
        if self._screen is not None:
            self._screen.setGeometry(0, top, self.width(), bottom - top)
        if self._sheet is not None:
            self._sheet.setGeometry(0, 0, self.width(), bottom)

    def _dress(self) -> None:
        self._lay_out()
        self.update()

    @override
    def showEvent(self, event: QShowEvent) -> None:
        """Watch the native window: it sees each touch and key once, and no other event."""
        handle = self.windowHandle()
        if handle is not None:
            handle.installEventFilter(self)

    @override
    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() in (
            QEvent.Type.MouseButtonPress,
            QEvent.Type.TouchBegin,
            QEvent.Type.KeyPress,
        ):
            self.touched.emit()
        return False

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        self.resized.emit(self.width(), self.height())
        self._lay_out()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(event.rect(), QColor(self._look.theme.colours.paper))


class _Fade(QWidget):
    """The picture of the screen that was left, going away over the one that has come."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._picture = QPixmap()
        self._motion = QVariantAnimation(self)
        self._motion.setDuration(FADE_MS)
        self._motion.setStartValue(1.0)
        self._motion.setEndValue(0.0)
        self._motion.setEasingCurve(QEasingCurve.Type.OutCubic)
        self._motion.valueChanged.connect(lambda _value: self.update())
        self._motion.finished.connect(self.hide)
        self.hide()

    def run(self, picture: QPixmap, where: QRect) -> None:
        self._motion.stop()
        self._picture = picture
        self.setGeometry(where)
        self.show()
        self.raise_()
        self._motion.start()

    def end(self) -> None:
        """Be gone at once: nothing of who was here before lies over what comes now."""
        self._motion.stop()
        self.hide()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setOpacity(float(self._motion.currentValue() or 0.0))
        painter.drawPixmap(0, 0, self._picture)
