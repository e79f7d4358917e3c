"""Rows: the widgets of a list; what is shown again stays, and what has gone is said anew."""

from collections.abc import Callable, Iterable
from typing import Generic, TypeVar

from PySide6.QtWidgets import QBoxLayout, QWidget

View = TypeVar("View")
Line = TypeVar("Line", bound=QWidget)


class Rows(Generic[View, Line]):
    """Neighbours in a layout, one for each view, from the place `first` on.

    Widgets are dear to make: a new one is made only where none is left from before.
    """

    def __init__(
        self,
        layout: QBoxLayout,
        make: Callable[[], Line],
        say: Callable[[Line, View], None],
        *,
        first: int = 0,
    ) -> None:
        """Take where they lie, what makes one, and what has one show its view."""
        self._layout = layout
        self._make = make
        self._say = say
        self._first = first
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
        for at, (_view, line) in enumerate(self._rows, self._first):
            if self._layout.indexOf(line) != at:
                self._layout.insertWidget(at, line)
                line.show()

    def _said(self, view: View) -> Line:
        line = self._spare.pop() if self._spare else self._make()
        self._say(line, view)
        return line
