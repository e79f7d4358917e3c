"""The checklist of a kit, out or back: its parts as a tray, ticked as each is seen."""

from PySide6.QtCore import QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QGridLayout, QSizePolicy

from kiosk.screens.screen import Screen
from kiosk.screens.subject import subject
from kiosk.screens.views import KitView, PartState, PartView
from kiosk.shell.buttons import Button, Rank
from kiosk.shell.icons import pixmap
from kiosk.shell.look import Look, Paragraph
from kiosk.shell.marks import draw_mark
from kiosk.shell.overriding import override
from kiosk.shell.palette import Tone
from kiosk.shell.surfaces import Pill, Scroll, clear, row
from kiosk.shell.theme import Size
from kiosk.shell.words import _

_TONES = {
    PartState.SEEN: Tone.DONE,
    PartState.PARTLY: Tone.ATTENTION,
    PartState.MISSING: Tone.REFUSED,
}


class KitScreen(Screen):
    """Which parts are here and which are not.

    Signals:
        ticked: a part was touched: its key (str).
        confirmed: the kit goes out, or is back, as the tray shows it.
        missing_reported: something is missing and will not be found.
        cancelled: the kit is put aside.
    """

    ticked = Signal(str)
    confirmed = Signal()
    missing_reported = Signal()
    cancelled = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__(look)
        self._view: KitView | None = None
        self._tiles: dict[str, PartTile] = {}
        self._head = self._bar = row()
        self._scroll: Scroll
        self._waited_for = ""

    def show_kit(self, view: KitView) -> None:
        """Show this; tiles stay while they may, for a finger may lie on one of them."""
        before, self._view = self._view, view
        large = self.look.theme.large_text
        if before is None or _tray_of(before, large=large) != _tray_of(view, large=large):
            self.rebuild()
            return
        for part in view.parts:
            self._tiles[part.key].show_part(part)
        if _frame(before) != _frame(view):
            self._fill(view)
        self._show_next(view)

    def _build(self) -> None:
        view, theme = self._view, self.look.theme
        if view is None:
            return
        tray = self._tray(view)
        self._head, self._bar = row(gap=theme.gap), row(gap=theme.gap)
        self.page.addLayout(self._head)
        if theme.large_text:
            # Nothing but the bar stays in place: every part has room when it is looked at.
            large = subject(self.look, view.title, view.sentence, note=view.progress)
            tray.body.insertLayout(0, large)
        self.page.addWidget(tray, 1)
        self.page.addLayout(self._bar)
        self._fill(view)
        self._scroll, self._waited_for = tray, ""
        self._show_next(view)

    def _fill(self, view: KitView) -> None:
        """Say what stands around the tray."""
        theme, bar = self.look.theme, self._bar
        if not theme.large_text:
            clear(self._head)
            self._fill_head(view)
        clear(bar)
        cancel = Button(self.look, _("Cancel"), icon="x")
        cancel.clicked.connect(self.cancelled)
        bar.addWidget(cancel.icon_only() if view.missing or theme.is_small else cancel)
        if view.missing and not (theme.is_small or theme.large_text):
            bar.addWidget(self._missing_button(view), 2)
        confirm = Button(self.look, view.confirm, rank=Rank.PRIMARY, icon="check")
        confirm.setEnabled(view.can_confirm)
        confirm.clicked.connect(self.confirmed)
        bar.addWidget(confirm, 3)

    def _fill_head(self, view: KitView) -> None:
        head = self._head
        if self.look.theme.is_small:
            head.addLayout(subject(self.look, view.title, "", note=view.sentence), 1)
        else:
            head.addLayout(subject(self.look, view.title, view.sentence, icon=view.icon), 1)
        if view.progress:
            tone = Tone.DONE if view.can_confirm and not view.missing else Tone.NEUTRAL
            pill = Pill(self.look, view.progress, icon="list-checks", tone=tone)
            head.addWidget(pill, 0, Qt.AlignmentFlag.AlignTop)

    def _missing_button(self, view: KitView) -> Button:
        missing = Button(self.look, view.missing, icon="package-search")
        missing.clicked.connect(self.missing_reported)
        return missing

    def _tray(self, view: KitView) -> Scroll:
        theme = self.look.theme
        tray = Scroll(self.look)
        tray.setAccessibleName(_("Parts of the kit"))
        grid = QGridLayout()
        grid.setSpacing(theme.mm(2))
        columns = 1 if theme.large_text else 2
        self._tiles.clear()
        for index, part in enumerate(view.parts):
            tile = PartTile(self.look, part)
            tile.clicked.connect(lambda _down=False, key=part.key: self.ticked.emit(key))
            grid.addWidget(tile, index // columns, index % columns)
            self._tiles[part.key] = tile
        for index in range(columns):
            grid.setColumnStretch(index, 1)
        tray.body.addLayout(grid)
        if view.missing and (theme.is_small or theme.large_text):
            # The bar has no room for it; it stands where the parts end.
            tray.body.addSpacing(theme.mm(2))
            tray.body.addWidget(self._missing_button(view))
        tray.body.addStretch(1)
        return tray

    def _show_next(self, view: KitView) -> None:
        """Bring the part into sight that is waited for, once it is another one."""
        waited_for = next((p.key for p in view.parts if p.state is not PartState.SEEN), "")
        if waited_for not in {"", self._waited_for}:
            tray, tile, room = self._scroll, self._tiles[waited_for], self.look.theme.mm(2)
            QTimer.singleShot(0, tile, lambda: tray.ensureWidgetVisible(tile, 0, room))
        self._waited_for = waited_for


def _frame(view: KitView) -> tuple[object, ...]:
    """What stands around the tray."""
    return view.title, view.sentence, view.confirm, view.can_confirm, view.progress, view.missing


def _tray_of(view: KitView, *, large: bool) -> tuple[object, ...]:
    """All of the tray but its ticks; and a missing part takes more room, so that counts too."""
    shape = tuple((p.key, p.title, p.state is PartState.MISSING) for p in view.parts)
    head = (view.title, view.sentence, view.progress) if large else ()
    return view.missing, shape, head


class PartTile(QAbstractButton):
    """One part in the tray: icon, name, count, and the shape of its state."""

    def __init__(self, look: Look, part: PartView) -> None:
        super().__init__()
        self._look = look
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.show_part(part)

    def show_part(self, part: PartView) -> None:
        self._part = part
        self.setEnabled(part.can_tick)
        self.setText(part.title)
        self.setAccessibleName(", ".join(filter(None, (part.title, part.count, part.state))))
        self.updateGeometry()
        self.update()

    def is_clipped(self) -> bool:
        """Whether the name does not fit; the tests ask."""
        return self.heightForWidth(self.width()) > self.height() + 1

    def _paragraphs(self, width: int) -> tuple[Paragraph, Paragraph | None]:
        theme = self._look.theme
        room = width - 2 * theme.mm(2.4) - 2 * theme.mm(9) - 2 * theme.mm(2)
        size = Size.TITLE if self._part.state is PartState.MISSING else Size.BODY
        bold = self._part.state is not PartState.SEEN
        title = Paragraph(self._part.title, self._look.font(size, bold=bold), room)
        if title.breaks_a_word() or title.lines > 2:  # noqa: PLR2004 -- two lines keep the tray calm
            title = Paragraph(self._part.title, self._look.font(Size.NOTE, bold=bold), room)
        if not self._part.count:
            return title, None
        return title, Paragraph(self._part.count, self._look.font(Size.NOTE, bold=True), room)

    @override
    def hasHeightForWidth(self) -> bool:
        return True

    @override
    def heightForWidth(self, width: int) -> int:
        theme = self._look.theme
        title, count = self._paragraphs(width)
        words = title.height + (count.height if count else 0)
        return max(theme.exact_mm(18), words + 2 * theme.mm(1.6))

    @override
    def sizeHint(self) -> QSize:
        width = self._look.theme.mm(60)
        return QSize(width, self.heightForWidth(width))

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(self._look.theme.mm(44), self._look.theme.exact_mm(18))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        theme, colours = self._look.theme, self._look.theme.colours
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        tone = _TONES.get(self._part.state)
        fill = colours.surface if tone is None else colours.meanings[tone].tint
        edge = colours.line if tone is None else colours.meanings[tone].strong
        pen = QPen(QColor(edge), theme.focus if self.hasFocus() else theme.stroke)
        if tone is None:
            pen.setStyle(Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.setBrush(QColor(fill))
        half = theme.focus / 2
        box = QRectF(self.rect()).adjusted(half, half, -half, -half)
        painter.drawRoundedRect(box, theme.radius, theme.radius)
        pad, side = theme.mm(2.4), theme.mm(9)
        picture = pixmap(self._part.icon, colours.muted, side, self.devicePixelRatioF())
        painter.drawPixmap(pad, (self.height() - side) // 2, picture)
        title, count = self._paragraphs(self.width())
        whole = title.height + (count.height if count else 0)
        at = QRectF(pad + side + theme.mm(2), (self.height() - whole) / 2, 1, 1).topLeft()
        title.draw(painter, at, colours.ink)
        if count:
            at.setY(at.y() + title.height)
            count.draw(painter, at, colours.muted if tone is None else edge)
        if tone is not None:
            spot = QRectF(self.width() - pad - side, (self.height() - side) / 2, side, side)
            draw_mark(painter, tone, spot, edge, fill)
