"""Locations and types: trees, one row for each branch, parents before children."""

from collections.abc import Sequence

from kiosk.domain.bodies.records import RecordChanged
from kiosk.domain.exchange import Records
from kiosk.domain.ids import Entity, subject
from kiosk.domain.ports import WriteBook
from kiosk.exchange.plan import Cells, Change, Column, Plan, Setting, differing, once, rows_of
from kiosk.exchange.tables import Table
from kiosk.exchange.trees import Tree, steps
from kiosk.exchange.values import Value, text

_MAX_NAME = 120
_PATH = "names the branch from the root: Main site › Store › Shelf A"


def location_columns(_currency: str) -> tuple[Column, ...]:
    """The columns of a file of locations."""
    return (
        Column("Path", "path", text(), required=True, note=_PATH),
        Column("Kind", "kind", text(40), note="site, building, room, shelf …"),
        Column("Code", "code", text(40), note="a short name; other files may use it"),
    )


def type_columns(_currency: str) -> tuple[Column, ...]:
    """The columns of a file of types."""
    return (
        Column("Path", "path", text(), required=True, note="Audio › Microphone"),
        Column("Icon", "icon", text(40), note="a name from resources/icons, such as camera"),
    )


def plan_locations(table: Table, setting: Setting) -> Plan:
    """Plan an import of locations."""
    columns = location_columns(setting.currency)
    return _plan(table, setting, columns, (Entity.LOCATION, "place"))


def plan_types(table: Table, setting: Setting) -> Plan:
    """Plan an import of types."""
    return _plan(table, setting, type_columns(setting.currency), (Entity.TYPE, "type"))


def export_locations(records: Records, currency: str) -> list[dict[str, Value]]:
    """Give every location, parents first."""
    return _export(records, location_columns(currency), (Entity.LOCATION, "place"))


def export_types(records: Records, currency: str) -> list[dict[str, Value]]:
    """Give every type, parents first."""
    return _export(records, type_columns(currency), (Entity.TYPE, "type"))


def change_record(
    entity: Entity, key: str, fields: dict[str, Value], base: str, *beside: str
) -> Change:
    """Make the change of a record that is about no person."""

    def write(book: WriteBook) -> None:
        subjects = [subject(entity, key), *(subject(Entity.KIT, kit) for kit in beside)]
        book.append(RecordChanged(entity, key, fields, base), subjects)

    return write


def _plan(
    table: Table, setting: Setting, columns: Sequence[Column], of: tuple[Entity, str]
) -> Plan:
    entity, word = of
    plan = Plan()
    held = setting.records.records(entity)
    tree = Tree(word, held)
    seen: dict[object, int] = {}
    for cells in sorted(
        rows_of(table, columns, plan), key=lambda each: len(steps(each.text("path")))
    ):
        values = cells.values()
        path = steps(str(values.pop("path", "")))
        _check(cells, path, tree)
        once(cells, "path", tuple(step.casefold() for step in path), seen)
        if cells.bad:
            plan.bad.extend(cells.bad)
            continue
        key = tree.at(path)
        if key is None:
            key = setting.new_id()
            parent = tree.at(path[:-1]) if path[:-1] else ""
            new: dict[str, Value] = {"name": path[-1], "parent": parent or "", **values}
            fields = {name: value for name, value in new.items() if value != ""}
            plan.made += 1
            plan.changes.append(change_record(entity, key, fields, ""))
            tree.add(key, path, str(values.get("code", "")))
        elif fields := differing(values, held.get(key, {})):
            plan.changed += 1
            base = setting.records.base(entity, key)
            plan.changes.append(change_record(entity, key, fields, base))
    plan.bad.sort(key=lambda each: each.row)
    return plan


def _check(cells: Cells, path: tuple[str, ...], tree: Tree) -> None:
    if not all(path):
        cells.complain("path", "has an empty step" if any(path) else "is empty")
    elif any(len(step) > _MAX_NAME for step in path):
        cells.complain("path", f"has a step longer than {_MAX_NAME} characters")
    elif path[:-1] and tree.at(path[:-1]) is None:
        cells.complain("path", f"there is no {tree.what} “{' › '.join(path[:-1])}”")


def _export(
    records: Records, columns: Sequence[Column], of: tuple[Entity, str]
) -> list[dict[str, Value]]:
    entity, word = of
    held = records.records(entity)
    tree = Tree(word, held)
    rows = [
        {column.name: fields.get(column.name, "") for column in columns[1:]}
        | {"path": tree.path(key)}
        for key, fields in held.items()
    ]
    return sorted(rows, key=lambda row: steps(str(row["path"])))
