"""The rows of a table as Qt asks for them: in pages, the next when the end comes into sight."""

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal

from kiosk.admin.models import Column, Row
from kiosk.shell.overriding import override

Index = QModelIndex | QPersistentModelIndex
_TOP = QModelIndex()
ROW_ROLE = Qt.ItemDataRole.UserRole
"""The whole row, for the delegate."""


class RowModel(QAbstractTableModel):
    """Holds what has come so far.

    Signals:
        more_wanted: the end is in sight and there is more.
    """

    more_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._columns: tuple[Column, ...] = ()
        self._rows: list[Row] = []
        self._has_more = False
        self._asked = False

    def show(self, columns: tuple[Column, ...]) -> None:
        """Another table, with nothing in it yet."""
        self.beginResetModel()
        self._columns, self._rows, self._has_more = columns, [], False
        self.endResetModel()

    def fill(self, rows: tuple[Row, ...], *, has_more: bool) -> None:
        """Put rows in place of all others."""
        self.beginResetModel()
        self._rows, self._has_more, self._asked = list(rows), has_more, False
        self.endResetModel()

    def append(self, rows: tuple[Row, ...], *, has_more: bool) -> None:
        """Put rows below the others."""
        if rows:
            self.beginInsertRows(_TOP, len(self._rows), len(self._rows) + len(rows) - 1)
            self._rows.extend(rows)
            self.endInsertRows()
        self._has_more, self._asked = has_more, False

    def row(self, at: int) -> Row:
        return self._rows[at]

    def begins_group(self, at: int) -> bool:
        """Whether the name of the row's group stands above it."""
        group = self._rows[at].group
        return bool(group) and (at == 0 or self._rows[at - 1].group != group)

    @override
    def rowCount(self, parent: Index = _TOP) -> int:
        return 0 if parent.isValid() else len(self._rows)

    @override
    def columnCount(self, parent: Index = _TOP) -> int:
        return 0 if parent.isValid() else len(self._columns)

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        cells = self._rows[index.row()].cells
        if role == ROW_ROLE:
            return self._rows[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return cells[index.column()].text
        return None

    @override
    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> object:
        if orientation == Qt.Orientation.Horizontal:
            if role == Qt.ItemDataRole.DisplayRole:
                return self._columns[section].title
            if role == Qt.ItemDataRole.TextAlignmentRole:
                return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return None

    @override
    def canFetchMore(self, parent: Index) -> bool:
        return self._has_more and not self._asked

    @override
    def fetchMore(self, parent: Index) -> None:
        self._asked = True
        self.more_wanted.emit()
