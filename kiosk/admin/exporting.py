"""Tables and labels as files: every row of the room, written where the station is told to."""

from collections.abc import Callable, Iterator
from typing import TypeVar

from kiosk.admin.models import Room
from kiosk.admin.parts import PanelParts, Signed
from kiosk.desk.panel.acts import Result
from kiosk.desk.panel.sheets import MOST_LABELS
from kiosk.domain.panel import AssetRow, Cursor, OutRow
from kiosk.shell.words import _

_PAGE = 500
_Row = TypeVar("_Row", AssetRow, OutRow)


def export_rows(parts: PanelParts, signed: Signed, room: Room) -> Result:
    """Write who has what, or what is overdue; runs on the worker."""
    times = signed.times(parts.clock)
    now = parts.clock.now()
    if room is Room.OVERDUE:
        found = _all(lambda after: parts.panel.out(now, after, _PAGE))
    else:
        found = _all(lambda after: parts.panel.held(after, _PAGE))
    columns = (_("With"), _("Thing"), _("Tag"), _("Quantity"), _("Out"), _("Due"))
    rows = [
        (
            row.holder_name,
            row.name,
            row.tag,
            str(row.quantity),
            row.out_at.astimezone(times.zone).isoformat(timespec="minutes"),
            row.due_at.astimezone(times.zone).isoformat(timespec="minutes"),
        )
        for row in found
    ]
    name = f"{room}-{times.now:%Y-%m-%d}"
    return parts.sheets.table(signed.staff, name, columns, rows)


def label_rows(parts: PanelParts, signed: Signed, search: str) -> Result:
    """Write labels of all things that the search shows; runs on the worker."""
    labels = []
    for row in _all(lambda after: parts.panel.assets(search, after, _PAGE)):
        labels.append((row.tag, row.name))
        if len(labels) > MOST_LABELS:
            break
    return parts.sheets.labels(signed.staff, labels)


def _all(page: Callable[[Cursor], tuple[_Row, ...]]) -> Iterator[_Row]:
    after: Cursor = ()
    while rows := page(after):
        yield from rows
        after = rows[-1].cursor
