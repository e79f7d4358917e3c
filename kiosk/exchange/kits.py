"""Kits with their parts: one row each, known by their tag; members are named by the assets."""

import re
from collections.abc import Mapping

from kiosk.domain.bodies.records import RecordRemoved
from kiosk.domain.exchange import Fields, Records
from kiosk.domain.identifiers import canonical
from kiosk.domain.ids import Entity, subject
from kiosk.domain.ports import Code, WriteBook
from kiosk.exchange.codes import Codes, give_codes
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
from kiosk.exchange.values import Value, flag, text

_PART = re.compile(r"(?:(\d{1,4})\s*[x×]\s+)?(.+)")
_MAX_NAME = 120


def columns(_currency: str) -> tuple[Column, ...]:
    """The columns of a file of kits."""
    return (
        Column("Tag", "tag", text(60), required=True, note="on its case; knows the kit again"),
        Column("Name", "name", text(120), required=True),
        Column("Type", "type", text(), note="path of a type"),
        Column("Home", "home", text(), note="path or code of a location"),
        Column("Parts", "parts", text(), note="2 × XLR cable; 1 × Manual – the whole list"),
        Column("Cannot lend", "cannot_lend", flag()),
        Column("Codes", "codes", text(), note="further labels, parted by semicolons"),
        Column("Description", "description", text()),
        Column("Icon", "icon", text(40)),
    )


def of_tag(tag: Value) -> str:
    """Give the form of a tag by which it is compared, as scans are."""
    return canonical(Code(str(tag)))


def kits_by_tag(records: Records) -> dict[str, str]:
    """Give the id of every kit by the form of its tag."""
    return {of_tag(kit.get("tag", "")): key for key, kit in records.records(Entity.KIT).items()}


def plan(table: Table, setting: Setting) -> Plan:
    """Plan an import of kits."""
    return planned(table, columns(setting.currency), _RowIn(setting).changes)


def export(records: Records, currency: str) -> list[dict[str, Value]]:
    """Give every kit, by tag."""
    codes = Codes(records)
    places = Tree("place", records.records(Entity.LOCATION))
    types = Tree("type", records.records(Entity.TYPE))
    parts = _parts_of(records)
    names = [column.name for column in columns(currency)]
    rows = [
        {name: fields.get(name, "") for name in names}
        | {
            "type": types.path(str(fields.get("type", ""))),
            "home": places.path(str(fields.get("home", ""))),
            "cannot_lend": fields.get("cannot_lend", 0),
            "parts": "; ".join(
                f"{part.get('quantity', 1)} × {part.get('name', '')}"
                for _, part in sorted(parts.get(key, {}).items())
            ),
            "codes": codes.beside(subject(Entity.KIT, key), str(fields.get("tag", ""))),
        }
        for key, fields in records.records(Entity.KIT).items()
    ]
    return sorted(rows, key=lambda row: str(row["tag"]))


class _RowIn:
    """What rows are compared with."""

    def __init__(self, setting: Setting) -> None:
        records = setting.records
        self._setting = setting
        self._held = records.records(Entity.KIT)
        self._by_tag = kits_by_tag(records)
        self._parts = _parts_of(records)
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
        known = self._by_tag.get(of_tag(tag))
        key = known or self._setting.new_id()
        about = subject(Entity.KIT, key)
        new = self._codes.claim(cells, "codes", about, read_list(str(values.pop("codes", ""))))
        tags = self._codes.claim(cells, "tag", about, [] if cells.is_bad("tag") else [tag])
        parts = _read_parts(cells, str(values.pop("parts", "")))
        if cells.bad:
            return [], False
        self._codes.keep(about, [*new, *tags])
        base = self._setting.records.base(Entity.KIT, key) if known else ""
        fields = differing(values, self._held.get(key, {}))
        changes = [change_record(Entity.KIT, key, fields, base)] if fields else []
        changes += self._part_changes(key, parts) if cells.has("parts") else []
        return changes + give_codes(about, new), known is None

    def _part_changes(self, kit: str, wanted: dict[str, int]) -> list[Change]:
        held = {str(part.get("name", "")): key for key, part in self._parts.get(kit, {}).items()}
        changes: list[Change] = []
        for name, quantity in wanted.items():
            key = held.get(name)
            if key is None:
                fields: dict[str, Value] = {"name": name, "kit": kit, "quantity": quantity}
                changes.append(change_record(Entity.PART, self._setting.new_id(), fields, "", kit))
            elif self._parts[kit][key].get("quantity", 1) != quantity:
                base = self._setting.records.base(Entity.PART, key)
                changes.append(change_record(Entity.PART, key, {"quantity": quantity}, base, kit))
        gone = [key for name, key in held.items() if name not in wanted]
        return changes + [_remove_part(key, kit) for key in gone]


def _parts_of(records: Records) -> dict[str, dict[str, Fields]]:
    parts: Mapping[str, Fields] = records.records(Entity.PART)
    by_kit: dict[str, dict[str, Fields]] = {}
    for key, part in parts.items():
        by_kit.setdefault(str(part.get("kit", "")), {})[key] = part
    return by_kit


def _read_parts(cells: Cells, cell: str) -> dict[str, int]:
    parts: dict[str, int] = {}
    for written in read_list(cell):
        found = _PART.fullmatch(written)
        quantity = int(found[1] or 1) if found else 0
        name = " ".join(found[2].split()) if found else ""
        if not 1 <= len(name) <= _MAX_NAME or not quantity:
            cells.complain("parts", f"“{written[:60]}” is no part; write 2 × XLR cable")
        elif name in parts:
            cells.complain("parts", f"names “{name}” twice")
        parts[name] = quantity
    return parts


def _remove_part(part: str, kit: str) -> Change:
    def write(book: WriteBook) -> None:
        about = [subject(Entity.PART, part), subject(Entity.KIT, kit)]
        book.append(RecordRemoved(Entity.PART, part), about)

    return write
