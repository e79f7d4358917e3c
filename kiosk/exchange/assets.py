"""Assets: one row each, known by their tag; their status moves only where staff could move it."""

from kiosk.domain.bodies.records import StatusSet
from kiosk.domain.exchange import Records
from kiosk.domain.ids import AssetId, Entity, subject
from kiosk.domain.model import ALLOWED_MOVES, Status
from kiosk.domain.ports import WriteBook
from kiosk.exchange.codes import Codes, give_codes
from kiosk.exchange.kits import kits_by_tag, of_tag
from kiosk.exchange.places import change_record
from kiosk.exchange.plan import (
    Cells,
    Change,
    Column,
    Plan,
    Setting,
    differing,
    once,
    planned,
    read_list,
    refer,
)
from kiosk.exchange.tables import Table
from kiosk.exchange.trees import Tree
from kiosk.exchange.values import Value, day, flag, money, text

_NEW_HERE = frozenset(Status) - {Status.SOLD, Status.DISPOSED}


def columns(currency: str) -> tuple[Column, ...]:
    """The columns of a file of assets."""
    return (
        Column("Tag", "tag", text(60), required=True, note="on its label; knows the asset again"),
        Column("Name", "name", text(120), required=True),
        Column("Type", "type", text(), note="path of a type"),
        Column("Make", "make", text(80)),
        Column("Model", "model", text(120)),
        Column("Serial", "serial", text(80)),
        Column("Kit", "kit", text(60), note="tag of the kit that it belongs to"),
        Column("Home", "home", text(), note="path or code of a location"),
        Column("Status", "status", text(20), note=", ".join(Status)),
        Column("Value", "value", money(currency), note="above the limit a second person is needed"),
        Column("Cannot lend", "cannot_lend", flag()),
        Column("High value", "high_value", flag(), note="yes, whatever its value"),
        Column("Codes", "codes", text(), note="further labels, parted by semicolons"),
        Column("Owner", "owner", text(120)),
        Column("Colour", "colour", text(40)),
        Column("Description", "description", text()),
        Column("Supplier", "supplier", text(120)),
        Column("Order number", "order_number", text(60)),
        Column("Price", "price", money(currency)),
        Column("Purchased on", "purchased_on", day()),
        Column("Warranty until", "warranty_until", day()),
    )


def plan(table: Table, setting: Setting) -> Plan:
    """Plan an import of assets."""
    return planned(table, columns(setting.currency), _RowIn(setting).changes)


def export(records: Records, currency: str) -> list[dict[str, Value]]:
    """Give every asset, by tag."""
    codes = Codes(records)
    statuses = records.statuses()
    kits = records.records(Entity.KIT)
    places = Tree("place", records.records(Entity.LOCATION))
    types = Tree("type", records.records(Entity.TYPE))
    names = [column.name for column in columns(currency)]
    rows = [
        {name: fields.get(name, "") for name in names}
        | {
            "type": types.path(str(fields.get("type", ""))),
            "home": places.path(str(fields.get("home", ""))),
            "kit": kits.get(str(fields.get("kit", "")), {}).get("tag", ""),
            "status": statuses[AssetId(key)].value,
            "cannot_lend": fields.get("cannot_lend", 0),
            "high_value": fields.get("high_value", 0),
            "codes": codes.beside(subject(Entity.ASSET, key), str(fields.get("tag", ""))),
        }
        for key, fields in records.records(Entity.ASSET).items()
    ]
    return sorted(rows, key=lambda row: str(row["tag"]))


class _RowIn:
    """What rows are compared with."""

    def __init__(self, setting: Setting) -> None:
        records = setting.records
        self._setting = setting
        self._held = records.records(Entity.ASSET)
        self._by_tag = {of_tag(fields.get("tag", "")): key for key, fields in self._held.items()}
        self._statuses = records.statuses()
        self._kits = kits_by_tag(records)
        self._places = Tree("place", records.records(Entity.LOCATION))
        self._types = Tree("type", records.records(Entity.TYPE))
        self._codes = Codes(records)
        self._seen: dict[object, int] = {}

    def changes(self, cells: Cells) -> tuple[list[Change], bool]:
        values = cells.values()
        tag = str(values.get("tag", ""))
        for name in ("tag", "name"):
            if not cells.text(name):
                cells.complain(name, "is empty")
        once(cells, "tag", of_tag(tag), self._seen)
        refer(cells, values, "type", self._types.find)
        refer(cells, values, "home", self._places.find)
        refer(cells, values, "kit", self._kit)
        known = self._by_tag.get(of_tag(tag))
        key = AssetId(known or self._setting.new_id())
        about = subject(Entity.ASSET, key)
        status = self._status(cells, str(values.pop("status", "")), key, known is not None)
        new = self._codes.claim(cells, "codes", about, read_list(str(values.pop("codes", ""))))
        tags = self._codes.claim(cells, "tag", about, [] if cells.is_bad("tag") else [tag])
        if cells.bad:
            return [], False
        self._codes.keep(about, [*new, *tags])
        base = self._setting.records.base(Entity.ASSET, key) if known else ""
        fields = differing(values, self._held.get(key, {}))
        changes = [change_record(Entity.ASSET, key, fields, base)] if fields else []
        changes += [_set_status(key, status)] if status else []
        return changes + give_codes(about, new), known is None

    def _kit(self, tag: str) -> str:
        if of_tag(tag) not in self._kits:
            raise ValueError("there is no such kit")
        return self._kits[of_tag(tag)]

    def _status(self, cells: Cells, cell: str, key: AssetId, is_known: bool) -> Status | None:  # noqa: FBT001 - private
        """Give the status to be set; None when it stands already or the cell is empty."""
        word = cell.casefold().replace(" ", "_")
        now = self._statuses.get(key, Status.IN_STOCK)
        if not word or word == now:
            return None
        if word not in tuple(Status):
            cells.complain("status", f"is none of {', '.join(Status)}")
            return None
        allowed = ALLOWED_MOVES[now] if is_known else _NEW_HERE
        if word not in allowed:
            cells.complain("status", f"cannot follow {now.value}" if is_known else "is an end")
            return None
        return Status(word)


def _set_status(asset: AssetId, status: Status) -> Change:
    def write(book: WriteBook) -> None:
        book.append(StatusSet(asset, status.value), [subject(Entity.ASSET, asset)])

    return write
