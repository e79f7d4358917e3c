"""What a camera sees, live, with an outline around each code that it reads; for setting it up.

A screen that shows one gives `offer` to the reader (`hardware.scanners.camera.camera.CameraReader`
has `watch(on_preview)`) and says `watch(None)` when it is left. Whoever builds screens and readers
joins the two: a screen knows no driver.
"""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from hardware.reader import Preview
from kiosk.shell.look import Look
from kiosk.shell.overriding import override
from kiosk.shell.palette import Tone
from kiosk.shell.words import _


class CameraPreview(QWidget):
    """Keeps the proportions of the camera; a quiet ground while it shows nothing."""

    _arrived = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._coming: Preview | None = None
        self._shown: Preview | None = None
        self.setAccessibleName(_("What the camera sees"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._arrived.connect(self._show_latest, Qt.ConnectionType.QueuedConnection)
        look.changed.connect(self.update)

    def offer(self, preview: Preview) -> None:
        """Show this next, from any thread; one that was not drawn yet is let go for it."""
        self._coming = preview
        self._arrived.emit()

    def clear(self) -> None:
        """Show nothing: the camera is gone, or nobody watches any more."""
        self._coming = self._shown = None
        self.update()

    @override
    def sizeHint(self) -> QSize:
        theme = self._look.theme
        return QSize(theme.mm(64), theme.mm(36))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(self._look.theme.colours.surface))
        preview = self._shown
        if preview is None:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        frame = self._frame(preview)
        grey = QImage.Format.Format_Grayscale8
        picture = QImage(preview.grey, preview.width, preview.height, preview.width, grey)
        painter.drawImage(frame, picture)
        theme = self._look.theme
        painter.setPen(QPen(QColor(theme.colours.meanings[Tone.DONE].fill), theme.mm(0.8)))
        scale = frame.width() / preview.width
        for outline in preview.outlines:
            corners = [frame.topLeft() + QPointF(x, y) * scale for x, y in outline]
            painter.drawPolygon(QPolygonF(corners))

    def _frame(self, preview: Preview) -> QRectF:
        """The largest place of the picture's proportions, in the middle."""
        scale = min(self.width() / preview.width, self.height() / preview.height)
        width, height = preview.width * scale, preview.height * scale
        return QRectF((self.width() - width) / 2, (self.height() - height) / 2, width, height)

    def _show_latest(self) -> None:
        if self._coming is not None:
            self._shown, self._coming = self._coming, None
            self.update()
