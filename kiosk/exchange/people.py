"""People: one row each, known by their number; badges are given, never taken, and no role is."""

from collections.abc import Mapping

from kiosk.domain.badges import Unfit, unfit
from kiosk.domain.bodies.people import BadgeGiven
from kiosk.domain.bodies.records import RecordChanged
from kiosk.domain.events import Personal
from kiosk.domain.exchange import Fields, Records
from kiosk.domain.identifiers import badge_forms, canonical
from kiosk.domain.ids import Entity, PersonId, subject
from kiosk.domain.ports import Code, WriteBook
from kiosk.domain.records import SCHEMAS
from kiosk.exchange.plan import (
    Cells,
    Change,
    Column,
    Plan,
    Setting,
    differing,
    once,
    read_list,
    refer,
    rows_of,
)
from kiosk.exchange.tables import Table
from kiosk.exchange.trees import Tree
from kiosk.exchange.values import Value, day, flag, text

EM4100 = "em4100"
_FLAGS = ("is_staff", "can_log_in", "large_text", "no_motion")
_Badge = tuple[str, str]
"""Canonical code and technology."""


def columns(_currency: str) -> tuple[Column, ...]:
    """The columns of a file of people."""
    return (
        Column("Number", "number", text(60), required=True, note="knows the person again"),
        Column("Name", "name", text(120), required=True),
        Column("Category", "category", text(40), note="pupil, student, staff, technician, guest"),
        Column("Department", "department", text(120), note="or class"),
        Column("Site", "site", text(), note="path or code of a location"),
        Column("E-mail", "email", text(200)),
        Column("Language", "language", text(10), note="en, de, pt_BR"),
        Column("May borrow", "may_borrow", flag(unset=True), note="empty means yes"),
        Column("Is staff", "is_staff", flag(), note="gives no role"),
        Column("Can log in", "can_log_in", flag(), note="by name and password, once set"),
        Column("Large text", "large_text", flag()),
        Column("No motion", "no_motion", flag()),
        Column("Valid until", "valid_until", day(), note="the last day of borrowing"),
        Column("Badges", "badges", text(), note="0F0012D687; iso14443a:04A2B1C2 (em4100 if bare)"),
    )


def plan(table: Table, setting: Setting) -> Plan:
    """Plan an import of people."""
    made = Plan()
    held = setting.records.records(Entity.PERSON)
    by_number, by_name = _known(held)
    badges = _Badges(setting.records)
    places = Tree("place", setting.records.records(Entity.LOCATION))
    seen: dict[object, int] = {}
    for cells in rows_of(table, columns(setting.currency), made):
        values = cells.values()
        number = str(values.get("number", ""))
        key = by_number.get(number) if number else by_name.get(str(values.get("name", "")))
        if not cells.text("number") and key is None:
            cells.complain("number", "is empty, and nobody without a number has this name")
        if not cells.text("name"):
            cells.complain("name", "is empty")
        once(cells, "number", number or cells.text("name"), seen)
        refer(cells, values, "site", places.find)
        person = PersonId(key or setting.new_id())
        given = badges.claim(cells, str(values.pop("badges", "")), person, made)
        if cells.bad:
            made.bad.extend(cells.bad)
            continue
        badges.keep(person, given)
        changed = differing(values, held.get(person, {"may_borrow": 1}))
        made.made += key is None
        made.changed += key is not None and bool(changed or given)
        if changed or given or key is None:
            base = setting.records.base(Entity.PERSON, person) if key else ""
            made.changes.append(_write(person, changed, given, base))
    return made


def export(records: Records, currency: str) -> list[dict[str, Value]]:
    """Give every person, by number."""
    badges = _Badges(records)
    places = Tree("place", records.records(Entity.LOCATION))
    names = [column.name for column in columns(currency)]
    rows = [
        {name: fields.get(name, "") for name in names}
        | {
            "site": places.path(str(fields.get("site", ""))),
            "may_borrow": fields.get("may_borrow", 1),
            **{name: fields.get(name, 0) for name in _FLAGS},
            "badges": badges.shown(PersonId(key)),
        }
        for key, fields in records.records(Entity.PERSON).items()
    ]
    return sorted(rows, key=lambda row: (str(row["number"]), str(row["name"])))


_UNFIT = {
    Unfit.RANDOM: "is a number that its card makes up anew at each tap",
    Unfit.HALF_READ: "is only half of a card’s number",
    Unfit.BLANK: "is the number of no card",
}


class _Badges:
    """Whose each badge is, in the books and in the rows read so far."""

    def __init__(self, records: Records) -> None:
        self._owner: dict[str, PersonId] = {}
        self._of: dict[PersonId, list[str]] = {}
        self._withdrawn: set[tuple[str, str]] = set()
        for badge in records.badges():
            if badge.withdrawn:
                self._withdrawn.add((badge.person, badge.code))
                continue
            self._own(badge.person, badge.code, badge.technology)
            self._of.setdefault(badge.person, []).append(_shown(badge.code, badge.technology))

    def shown(self, person: PersonId) -> str:
        return "; ".join(sorted(self._of.get(person, ())))

    def claim(self, cells: Cells, cell: str, person: PersonId, plan: Plan) -> list[_Badge]:
        """Give the badges that are new to a person."""
        new: list[_Badge] = []
        for written in read_list(cell):
            technology, _, code = written.rpartition(":")
            technology = technology.lower() or EM4100
            form = canonical(Code(code, technology=technology))
            met = badge_forms(Code(form, technology=technology))
            owner = next((self._owner[each] for each in met if each in self._owner), None)
            if not form:
                cells.complain("badges", f"“{written}” is no badge; 24 bits at least, in hex")
            elif why := unfit(Code(code, technology=technology)):
                cells.complain("badges", f"“{written}” {_UNFIT[why]}")
            elif (person, form) in self._withdrawn and owner is None:
                plan.notes.append(
                    f"row {cells.row.number}: a badge that was withdrawn is not given again"
                )
            elif owner is None:
                new.append((form, technology))
            elif owner != person:
                cells.complain("badges", f"“{written}” is the badge of somebody else")
        return new

    def keep(self, person: PersonId, given: list[_Badge]) -> None:
        for form, technology in given:
            self._own(person, form, technology)

    def _own(self, person: PersonId, code: str, technology: str) -> None:
        forms = badge_forms(Code(code, technology=technology))
        self._owner.update(dict.fromkeys(forms, person))


def _shown(code: str, technology: str) -> str:
    bare = code.rpartition(":")[2]
    return bare if technology == EM4100 else f"{technology}:{bare}"


def _known(held: Mapping[str, Fields]) -> tuple[dict[str, str], dict[str, str]]:
    """Index people by number, and those without one by a name that only one of them has."""
    by_number: dict[str, str] = {}
    by_name: dict[str, str] = {}
    doubled: set[str] = set()
    for key, fields in held.items():
        number, name = str(fields.get("number", "")), str(fields.get("name", ""))
        if number:
            by_number[number] = key
        elif by_name.setdefault(name, key) != key:
            doubled.add(name)
    return by_number, {name: key for name, key in by_name.items() if name not in doubled}


def _write(person: PersonId, fields: dict[str, Value], given: list[_Badge], base: str) -> Change:
    schema = SCHEMAS[Entity.PERSON]

    def write(book: WriteBook) -> None:
        alias = book.actor_alias(person)
        about = [subject(Entity.PERSON, alias)]
        if fields:
            sealed = {
                name: book.seal(alias, name, str(value))
                if schema[name].personal and value
                else value
                for name, value in fields.items()
            }
            book.append(RecordChanged(Entity.PERSON, alias, sealed, base), about)
        for code, technology in given:
            seal = Personal(book.seal(alias, "code", code))
            book.append(BadgeGiven(alias, book.new_id(), seal, technology), about)

    return write
