"""The sheet from the side: one record whole, with what may be done and its timeline."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kiosk.admin.act_button import ActButton
from kiosk.admin.flow import Flow
from kiosk.admin.models import EARLIER, Action, Cell, Moment, Section, Sheet
from kiosk.admin.pills import PillView
from kiosk.admin.section_view import SectionView, Tile
from kiosk.admin.staff_theme import StaffLook
from kiosk.shell.buttons import Rank
from kiosk.shell.camera_preview import CameraPreview
from kiosk.shell.icons import pixmap
from kiosk.shell.look import Paragraph
from kiosk.shell.overriding import override
from kiosk.shell.palette import Tone
from kiosk.shell.surfaces import Scroll, column, row
from kiosk.shell.text import Text
from kiosk.shell.theme import Size
from kiosk.shell.words import _

_PREVIEW_MM = 42.0


class SheetView(QWidget):
    """Built anew for each record.

    Signals:
        opened: the key of a record that stands in this one (str).
        acted: the key of an action (str).
        closed: back to the table.
    """

    opened = Signal(str)
    acted = Signal(str)
    closed = Signal()

    def __init__(self, look: StaffLook, sheet: Sheet) -> None:
        super().__init__()
        self._look = look
        theme = look.theme
        body = column(gap=theme.mm(2.4), margin=theme.mm(3))
        body.addLayout(self._head(sheet))
        if sheet.pills:
            body.addWidget(self._pills(sheet.pills))
        if sheet.actions:
            body.addWidget(self._actions(sheet.actions))
        scroll = Scroll(look)
        scroll.body.setSpacing(theme.mm(3.4))
        scroll.body.setContentsMargins(0, theme.mm(0.6), theme.mm(1.6), 0)
        self.preview = CameraPreview(look) if sheet.camera else None
        if self.preview is not None:
            self.preview.setMinimumHeight(theme.mm(_PREVIEW_MM))
            scroll.body.addWidget(self.preview)
        for section in sheet.sections:
            scroll.body.addWidget(self._section(section))
        self._add_timeline(scroll.body, sheet)
        scroll.body.addStretch(1)
        body.addWidget(scroll, 1)
        self.setLayout(body)
        self.setAccessibleName(sheet.title)

    def _add_timeline(self, body: QVBoxLayout, sheet: Sheet) -> None:
        look = self._look
        if sheet.timeline or sheet.timeline_note:
            body.addWidget(
                Text(look, _("What happened"), sizes=(Size.NOTE,), colour="muted", bold=True)
            )
        if sheet.timeline_note:
            body.addWidget(Text(look, sheet.timeline_note, colour="muted"))
        if sheet.timeline:
            body.addWidget(TimelineView(look, sheet.timeline))
        if sheet.has_more:
            earlier = ActButton(look, Action(EARLIER, _("Earlier"), "history"))
            earlier.clicked.connect(lambda: self.acted.emit(EARLIER))
            body.addWidget(earlier, 0, Qt.AlignmentFlag.AlignLeft)

    def _head(self, sheet: Sheet) -> QHBoxLayout:
        theme = self._look.theme
        head = row(gap=theme.mm(2))
        head.addWidget(
            Tile(self._look, sheet.icon, Tone.NEUTRAL, mm=9), 0, Qt.AlignmentFlag.AlignTop
        )
        words = column(gap=theme.mm(0.2))
        words.addWidget(Text(self._look, sheet.title, sizes=(Size.TITLE, Size.BODY), bold=True))
        if sheet.note:
            words.addWidget(Text(self._look, sheet.note, colour="muted"))
        head.addLayout(words, 1)
        close = ActButton(self._look, Action("close", _("Close"), "x"), rank=Rank.SECONDARY)
        close.icon_only().clicked.connect(self.closed)
        head.addWidget(close, 0, Qt.AlignmentFlag.AlignTop)
        return head

    def _pills(self, pills: tuple[Cell, ...]) -> QWidget:
        flow = Flow(self._look.theme.hair)
        for pill in pills:
            flow.addWidget(PillView(self._look, pill))
        return flow.holder()

    def _actions(self, actions: tuple[Action, ...]) -> QWidget:
        flow = Flow(self._look.theme.hair)
        for action in actions:
            button = ActButton(self._look, action)
            button.clicked.connect(lambda _checked=False, key=action.key: self.acted.emit(key))
            flow.addWidget(button)
        return flow.holder()

    def _section(self, section: Section) -> SectionView:
        view = SectionView(self._look, section)
        view.opened.connect(self.opened)
        view.acted.connect(self.acted)
        return view


class TimelineView(QWidget):
    """Events on a line, the newest at the top; painted, because there may be many."""

    def __init__(self, look: StaffLook, moments: tuple[Moment, ...]) -> None:
        super().__init__()
        self._look = look
        self._moments = moments
        policy = self.sizePolicy()
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        words = (f"{each.when}: {each.title}. {each.note}" for each in moments)
        self.setAccessibleName(_("What happened"))
        self.setAccessibleDescription("\n".join(words))

    @override
    def hasHeightForWidth(self) -> bool:
        return True

    @override
    def heightForWidth(self, width: int) -> int:
        return sum(self._height(each, width) for each in self._moments)

    @override
    def sizeHint(self) -> QSize:
        width = self._look.theme.mm(60)
        return QSize(width, self.heightForWidth(width))

    @property
    def _dot(self) -> int:
        return self._look.theme.mm(5)

    def _texts(self, each: Moment, width: int) -> tuple[Paragraph, Paragraph]:
        room = width - self._dot - self._look.theme.mm(2)
        note = " · ".join(part for part in (each.when, each.note) if part)
        return (
            Paragraph(each.title, self._look.font(Size.BODY), room),
            Paragraph(note, self._look.font(Size.NOTE), room),
        )

    def _height(self, each: Moment, width: int) -> int:
        title, note = self._texts(each, width)
        return title.height + note.height + self._look.theme.mm(2.4)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._look.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        top, dot = 0, self._dot
        for at, each in enumerate(self._moments):
            height = self._height(each, self.width())
            if at + 1 < len(self._moments):
                painter.setPen(QPen(QColor(theme.colours.hairline), theme.stroke))
                painter.drawLine(QPointF(dot / 2, top + dot), QPointF(dot / 2, top + height))
            self._draw_dot(painter, QRectF(0, top, dot, dot), each)
            title, note = self._texts(each, self.width())
            left = dot + theme.mm(2)
            title.draw(painter, QPointF(left, top), theme.colours.ink)
            note.draw(painter, QPointF(left, top + title.height), theme.colours.muted)
            top += height

    def _draw_dot(self, painter: QPainter, box: QRectF, each: Moment) -> None:
        colours = self._look.theme.colours
        meaning = colours.meanings[each.tone]
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(meaning.tint))
        painter.drawEllipse(box)
        side = round(box.width() * 0.58)
        corner = box.center() - QPointF(side / 2, side / 2)
        painter.drawPixmap(
            corner, pixmap(each.icon, meaning.strong, side, self.devicePixelRatioF())
        )
