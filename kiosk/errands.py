"""What the owner of the database does for other commands; done at home when there is no owner."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, BinaryIO  # a message is JSON

from kiosk.clock import SystemClock
from kiosk.config import Config
from kiosk.desk.counter import Counter
from kiosk.desk.line_loop import LineClock, LineSink, run_lines
from kiosk.desk.spoken import outcome_line, outcome_words
from kiosk.domain.hlc import from_ms
from kiosk.domain.ports import Clock
from kiosk.domain.sync_status import SyncStatus
from kiosk.domain.trouble import Trouble, TroubleCode
from kiosk.exchange.content import Content
from kiosk.exchange.files import plan_import
from kiosk.exchange.plan import Plan, Setting
from kiosk.exchange.tables import Row, Table
from kiosk.founding import currency_of
from kiosk.owner import Errand, Message, Wire
from kiosk.store.erasure import erase, person_numbered
from kiosk.store.exchange_queries import StationRecords
from kiosk.store.keys import Keys
from kiosk.store.restoring import restore
from kiosk.store.station import Station

Reach = Callable[[], AbstractContextManager[Station]]
"""Gives the open station for as long as the context lasts."""
PutBack = Callable[[Path], Message]
"""Swaps the books for a backup while nobody uses them, and tells what was kept."""
_MOST_BAD = 1000
"""More bad rows than this are counted, not listed."""


@dataclass(frozen=True, slots=True)
class ImportOrder:
    """A file that was read, and how it is to be taken."""

    content: Content
    table: Table
    dry_run: bool = False
    keep_good: bool = False

    def message(self) -> Message:
        """Write it for the wire."""
        return {
            "do": "import",
            "content": self.content.value,
            "headers": self.table.headers,
            "rows": [(row.number, row.cells) for row in self.table.rows],
            "notes": self.table.notes,
            "dry_run": self.dry_run,
            "keep_good": self.keep_good,
        }

    @classmethod
    def read(cls, message: Message) -> "ImportOrder":
        """Read it from the wire. Raises Trouble."""
        try:
            rows = tuple(Row(int(number), tuple(cells)) for number, cells in message["rows"])
            table = Table(tuple(message["headers"]), rows, tuple(message["notes"]))
            content = Content(message["content"])
            return cls(content, table, bool(message["dry_run"]), bool(message["keep_good"]))
        except (KeyError, TypeError, ValueError) as error:
            raise Trouble(
                TroubleCode.FILE_UNREADABLE, "The owner cannot read the order."
            ) from error


def errands_of(
    reach: Reach,
    counter: Callable[[LineSink, Clock], Counter],
    swap: PutBack,
    sync: Callable[[], SyncStatus],
) -> dict[str, Errand]:
    """Give everything that other commands may ask of the owner.

    Args:
        reach: Gives the open station.
        counter: Makes one more desk that answers into a sink.
        swap: Puts a backup back; called on the errand's thread.
        sync: Does a round of sync now; called on the errand's thread.
    """

    def bring(message: Message, wire: Wire) -> None:
        with reach() as station:
            wire.send(bring_in(station, ImportOrder.read(message)))

    def put(message: Message, wire: Wire) -> None:
        wire.send(swap(Path(str(message.get("file")))))

    def erase_one(message: Message, wire: Wire) -> None:
        with reach() as station:
            wire.send(erase_person(station, str(message.get("number"))))

    def desk(message: Message, wire: Wire) -> None:
        incoming, outgoing = wire.streams()
        serve_lines(message, (incoming, outgoing), counter)

    def sync_now(_message: Message, wire: Wire) -> None:
        wire.send(sync_told(sync()))

    return {
        "import": bring,
        "restore": put,
        "erase": erase_one,
        "desk": desk,
        "sync": sync_now,
    }


def sync_told(status: SyncStatus) -> Message:
    """Say how sync stands, for the wire and for JSON."""
    told = asdict(status)
    at = status.synced_at
    return told | {"synced_at": f"{at:%Y-%m-%dT%H:%M:%SZ}" if at else ""}


def serve_lines(
    order: Message,
    streams: tuple[BinaryIO, BinaryIO],
    counter: Callable[[LineSink, Clock], Counter],
) -> None:
    """Be a desk in lines until the input ends; ``json`` and ``from_ms`` stand in the order."""
    sink = LineSink(streams[1], outcome_line if order.get("json") else outcome_words)
    start = order.get("from_ms")
    clock = LineClock(from_ms(start)) if isinstance(start, int) else SystemClock()
    run_lines(counter(sink, clock), streams[0], sink, clock)


def bring_in(station: Station, order: ImportOrder) -> Message:
    """Import a file: all of it in one transaction, or nothing. Raises Trouble."""
    currency = currency_of(station)
    now = station.clock.now()
    if order.dry_run:
        with station.books.read(now) as book:
            setting = Setting(StationRecords(book), _Numbers().next, currency)
            return _report(plan_import(order.content, order.table, setting), written=False)
    with station.books.write(now) as book:
        setting = Setting(StationRecords(book), book.new_id, currency)
        plan = plan_import(order.content, order.table, setting)
        written = order.keep_good or not plan.bad
        if written:
            for change in plan.changes:
                change(book)
    return _report(plan, written=written)


def erase_person(station: Station, number: str) -> Message:
    """Erase whoever has a number, unless something is out to them. Raises Trouble."""
    with station.books.read(station.clock.now()) as book:
        person = person_numbered(book.connection, number)
    return asdict(erase(station, person))


def put_back(config: Config, file: Path) -> Message:
    """Restore a backup while nobody has the books open. Raises Trouble."""
    done = restore(config.data, file, Keys.load(config.keys), SystemClock())
    told: Message = {"restored": str(file), "kept": str(done.kept) if done.kept else ""}
    return told | ({"salvaged": asdict(done.salvaged)} if done.salvaged else {})


class _Numbers:
    """Ids of a dry run: nothing keeps them."""

    def __init__(self) -> None:
        self._last = 0

    def next(self) -> str:
        self._last += 1
        return f"dry-run-{self._last}"


def _report(plan: Plan, *, written: bool) -> Message:
    report: dict[str, Any] = {
        "rows": plan.rows,
        "made": plan.made,
        "changed": plan.changed,
        "unchanged": plan.unchanged,
        "bad_rows": len({each.row for each in plan.bad}),
        "bad": [asdict(each) for each in plan.bad[:_MOST_BAD]],
        "notes": list(dict.fromkeys(plan.notes)),
        "written": written,
    }
    return report
