"""Fills a table page by page; an answer to a search that is over is thrown away."""

from kiosk.admin.models import PanelView, Row
from kiosk.admin.parts import PanelParts
from kiosk.admin.rooms import Page, RoomSource
from kiosk.domain.panel import Cursor

PAGE = 100


class TablePresenter:
    """One table at a time; called on the GUI thread."""

    def __init__(self, view: PanelView, parts: PanelParts) -> None:
        self._view = view
        self._parts = parts
        self._source: RoomSource | None = None
        self._search = ""
        self._after: Cursor = ()
        self._asked = 0
        self._is_loading = False

    def show(self, source: RoomSource, search: str = "") -> None:
        """Show another table from its top."""
        self._source = source
        self._view.show_table(source.table)
        self.search(search)

    def search(self, text: str) -> None:
        """Show what fits, from the top; the view waits until nobody types any more."""
        self._search, self._after = text, ()
        self._ask()

    def again(self) -> None:
        """Read the table anew, after something was done."""
        self.search(self._search)

    def more(self) -> None:
        """The end of the rows came into sight."""
        if self._after and not self._is_loading:
            self._ask()

    def leave(self) -> None:
        """Another room is shown; what is still under way is not."""
        self._source = None
        self._asked += 1

    def _ask(self) -> None:
        source, after = self._source, self._after
        if source is None:
            return
        self._asked += 1
        self._is_loading = True
        serial, asked = self._asked, (self._search, after, PAGE)
        self._parts.work.run(
            lambda: source.page(asked), lambda page: self._arrived(serial, page, first=not after)
        )

    def _arrived(self, serial: int, page: Page, *, first: bool) -> None:
        if serial != self._asked:
            return
        self._is_loading = False
        rows: tuple[Row, ...] = tuple(row for row, _cursor in page)
        has_more = len(page) == PAGE
        self._after = page[-1][1] if has_more else ()
        self._view.show_rows(rows, first=first, has_more=has_more)
