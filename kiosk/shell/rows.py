"""Rows: the widgets of a list; what is shown again stays, and only what is new is made."""

from collections.abc import Callable, Iterable
from typing import Generic, TypeVar

from PySide6.QtWidgets import QBoxLayout, QWidget

from kiosk.shell.surfaces import let_go

View = TypeVar("View")


class Rows(Generic[View]):
    """Neighbours in a layout, one for each view, from the place `first` on."""

    def __init__(
        self, layout: QBoxLayout, make: Callable[[View], QWidget], *, first: int = 0
    ) -> None:
        self._layout = layout
        self._make = make
        self._first = first
        self._rows: list[tuple[View, QWidget]] = []

    def show(self, views: Iterable[View]) -> None:
        """Show these, in this order."""
        before: dict[View, list[QWidget]] = {}
        for view, widget in self._rows:
            before.setdefault(view, []).append(widget)
        self._rows = []
        for view in views:
            same = before.get(view)
            self._rows.append((view, same.pop(0) if same else self._make(view)))
        for gone in before.values():
            for widget in gone:
                self._layout.removeWidget(widget)
                let_go(widget)
        for at, (_view, widget) in enumerate(self._rows, self._first):
            if self._layout.indexOf(widget) != at:
                self._layout.insertWidget(at, widget)
