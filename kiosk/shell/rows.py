"""Rows: the widgets of a list; what is shown again stays, and what has gone is said anew."""

from collections.abc import Callable, Iterable
from typing import Generic, TypeVar

from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtWidgets import QBoxLayout, QWidget

View = TypeVar("View")
Line = TypeVar("Line", bound=QWidget)


class Rows(Generic[View, Line]):
    """The rows of a layout, one for each view.

    Widgets are dear to make: a new one is made only where none is left from before.
    """

    def __init__(
        self,
        layout: QBoxLayout,
        make: Callable[[], Line],
        say: Callable[[Line, View], None],
    ) -> None:
        """Take where they lie, what makes one, and what has one show its view."""
        self._layout = layout
        self._make = make
        self._say = say
        self._rows: list[tuple[View, Line]] = []
        self._spare: list[Line] = []

    def show(self, views: Iterable[View]) -> None:
        """Show these, in this order."""
        before: dict[View, list[Line]] = {}
        for view, line in self._rows:
            before.setdefault(view, []).append(line)
        stays = [(view, same.pop(0) if (same := before.get(view)) else None) for view in views]
        for gone in before.values():
            for line in gone:
                self._layout.removeWidget(line)
                line.hide()
                self._spare.append(line)
        self._rows = [(view, line or self._said(view)) for view, line in stays]
        for at, (_view, line) in enumerate(self._rows):
            if self._layout.indexOf(line) != at:
                self._layout.insertWidget(at, line)
                self._show(line, is_first=at == 0)

    def _show(self, line: Line, *, is_first: bool) -> None:
        """Show it in its size, out of sight: what it lay over would all be painted again.

        Above all others on an opaque page it moves them down as one picture.
        """
        page, gap = self._layout.parentWidget(), self._layout.spacing()
        assert page is not None  # noqa: S101 - the layout of rows lies on a widget
        width = page.contentsRect().width()
        height = line.heightForWidth(width)
        line.setGeometry(0, -height - gap, width, height)
        line.show()
        # Qt would have the row painted a second time, later, wherever it lies by then.
        QCoreApplication.sendPostedEvents(line, QEvent.Type.UpdateLater)
        if is_first and page.testAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent):
            page.scroll(0, height + gap)

    def _said(self, view: View) -> Line:
        line = self._spare.pop() if self._spare else self._make()
        self._say(line, view)
        return line
