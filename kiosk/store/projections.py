"""From a folded state to the rows of its tables; pure, so that ``verify`` can ask again."""

import json
from collections.abc import Callable, Iterable, Sequence
from itertools import takewhile
from typing import Any, NamedTuple, TypeVar  # a row's value is what its column holds

from kiosk.domain.fold import exception_id
from kiosk.domain.identifiers import badge_forms, canonical
from kiosk.domain.ids import Entity, Subject
from kiosk.domain.model import Status
from kiosk.domain.ports import Code
from kiosk.domain.records import SCHEMAS, FieldType
from kiosk.domain.state import (
    AssetState,
    BadgeState,
    BarState,
    CalendarState,
    Cell,
    FoldedException,
    IdentifierState,
    KitState,
    Line,
    PersonState,
    PolicyState,
    PromiseState,
    RecordState,
    State,
    StationState,
)

Values = dict[str, Any]
Told = dict[str, str | int]
"""The fields of a record, without who wrote them."""
Reveal = Callable[[str, str, str], str | None]
"""(token, event reference, field) -> text, or None while the key is not here."""
T = TypeVar("T")
_json = json.JSONEncoder(ensure_ascii=False, sort_keys=True).encode


class Row(NamedTuple):
    """One row of one table, every column but the internal number ``n``."""

    table: str
    values: Values


def rows_of(about: Subject, entity: Entity, key: str, state: State, reveal: Reveal) -> list[Row]:
    """Give every row that a subject's state makes; a person's are made by ``person_rows``."""
    made = [Row("exception", _exception(found, about)) for found in _exceptions(state)]
    match state:
        case AssetState():
            made += _asset(about, key, state)
        case KitState():
            made += _kit(about, key, state)
        case RecordState():
            made += _record(about, entity, key, state, reveal)
        case IdentifierState():
            made += [
                Row(
                    "identifier",
                    {
                        "code": key,
                        "names": held.names,
                        "source": "given",
                        "text": held.text,
                        "symbology": held.symbology,
                    },
                )
                for held in state.given
            ]
        case PersonState():
            pass
        case _:
            made.append(_setting(about, key, state))
    return made


def person_rows(
    person: str, states: Sequence[tuple[str, PersonState]], reveal: Reveal
) -> list[Row]:
    """Give the rows of a person from the states of all their aliases, the newest alias first.

    Of each field the latest edit counts, under whichever alias; a bar lifted or a badge withdrawn
    under one alias is so under all; roles and terms are re-issued, so the newest alias has them.
    The aliases of somebody who was merged into this person come last: their fields do not count.
    """
    alias, newest = states[0]
    own = [newest, *takewhile(_is_own, (state for _, state in states[1:]))]
    fields = _latest(state.record.fields for state in own) if len(own) > 1 else newest.record.fields
    told = _revealed(Entity.PERSON, fields, reveal)
    row: Values = {name: _plain(told, name) for name in _PERSON_TEXTS}
    for name in _PERSON_FLAGS:
        row[name] = _number(told, name, int(name == "may_borrow"))
    row["id"], row["alias"] = person, alias
    row["roles"] = " ".join(newest.roles)
    row["removed"] = int(newest.record.removed)
    made = [Row("person", row)]
    made += [
        Row("terms", {"person": person, "terms": terms, "version": version})
        for terms, version in newest.terms.items()
    ]
    for name, bar in _joined((state.bars for _, state in states), _lifted).items():
        reason = reveal(bar.reason, bar.event, "reason") or ""
        held = {"person": person, "id": name, "reason": reason, "event": bar.event}
        made.append(Row("bar", held | {"until_ms": bar.until_ms, "lifted": int(bar.lifted)}))
    for name, badge in _joined((state.badges for _, state in states), _withdrawn).items():
        made += _badge(person, name, badge, reveal)
    return made


def line_row(line: Line) -> Values:
    """Give the row of a line."""
    return {
        "id": line.id,
        "loan": line.loan,
        "holder": line.holder,
        "asset": line.asset or "",
        "part": line.part or "",
        "kit": line.kit or "",
        "quantity": line.quantity,
        "out_ms": line.out_ms,
        "due_ms": line.due_ms,
        "returned_ms": line.returned_ms,
        "implied": int(line.implied),
        "replaced": int(line.replaced),
        "renewals": line.renewals,
        "condition": line.condition or "",
        "session": line.session,
        "station": line.station,
        "actor": line.actor,
        "event": line.event,
        "returned_event": line.returned_event,
    }


def _exceptions(state: State) -> tuple[FoldedException, ...]:
    if isinstance(state, AssetState | KitState | PersonState):
        return state.exceptions + state.record.exceptions
    return state.exceptions


def _exception(found: FoldedException, about: Subject) -> Values:
    return {
        "id": exception_id(found, about),
        "kind": found.kind.value,
        "subject": about,
        "event": found.event,
        "against": found.against,
        "facts": _json(found.facts),
        "decided": found.decided,
    }


_ASSET_COLUMNS = ("tag", "name", "type", "kit", "home", "value", "cannot_lend", "high_value")


def _asset(about: Subject, key: str, state: AssetState) -> list[Row]:
    told = _told(state.record.fields)
    further = {n: value for n, value in told.items() if n not in _ASSET_COLUMNS and value != ""}
    tag = _plain(told, "tag")
    row: Values = {
        "id": key,
        "tag": tag,
        "name": _plain(told, "name"),
        "status": Status(state.status).value,
        "condition": state.condition.value,
        "type": _plain(told, "type"),
        "kit": _plain(told, "kit"),
        "home": _plain(told, "home"),
        "place": state.place or "",
        "value_minor": _amount(told, "value"),
        "cannot_lend": _number(told, "cannot_lend"),
        "high_value": _number(told, "high_value"),
        "removed": int(state.record.removed),
        "counted_ms": state.counted_ms,
        "merged_into": state.record.merged_into,
        "fields": _json(further) if further else "",
    }
    return [Row("asset", row), *_tag(about, tag)]


def _kit(about: Subject, key: str, state: KitState) -> list[Row]:
    told = _told(state.record.fields)
    row: Values = {
        name: _plain(told, name) for name in ("tag", "name", "description", "icon", "type", "home")
    }
    row |= {
        "id": key,
        "loan": state.loan or "",
        "released": state.released,
        "cannot_lend": _number(told, "cannot_lend"),
        "removed": int(state.record.removed),
    }
    return [Row("kit", row), *_tag(about, row["tag"])]


def _record(
    about: Subject, entity: Entity, key: str, state: RecordState, reveal: Reveal
) -> list[Row]:
    told = _revealed(entity, state.fields, reveal)
    row: Values = {"id": key, "removed": int(state.removed)}
    match entity:
        case Entity.PART:
            row |= {name: _plain(told, name) for name in ("kit", "name", "icon")}
            row |= {
                "quantity": _number(told, "quantity", 1),
                "value_minor": _amount(told, "value"),
            }
        case Entity.LOCATION:
            row |= {name: _plain(told, name) for name in ("parent", "name", "kind", "code")}
            return [Row("location", row), *_tag(about, row["code"])]
        case Entity.TYPE:
            row |= {name: _plain(told, name) for name in ("parent", "name", "icon", "schema")}
        case _:
            row |= {
                name: _plain(told, name)
                for name in ("name", "kind", "reference", "contact", "email")
            }
    return [Row(entity.value, row)]


def _setting(
    about: Subject,
    key: str,
    state: PolicyState | CalendarState | PromiseState | StationState,
) -> Row:
    match state:
        case PolicyState():
            fields = {name: cell.value for name, cell in state.fields.items()}
            keys = {"type": state.type, "category": state.category, "place": state.place}
            return Row("policy", {"subject": about, **keys, "fields": _json(fields)})
        case CalendarState():
            lists = {
                name: _json(getattr(state, name))
                for name in ("hours", "periods", "terms", "closed")
            }
            return Row("calendar", {"place": key, "zone": state.zone, **lists})
        case PromiseState():
            kept = {"from_ms": state.from_ms, "until_ms": state.until_ms, "ended": state.ended}
            holds = {"what": state.what or "", "holder": state.holder or ""}
            return Row("promise", {"id": key, **holds, **kept})
        case StationState():
            row: Values = {
                name: getattr(state, name)
                for name in ("name", "site", "incarnation", "restored_from", "clock_jumps")
            }
            flags = {"privileged": int(state.privileged), "revoked": int(state.revoked)}
            return Row("station", {"id": key, **row, **flags})


def _badge(person: str, name: str, badge: BadgeState, reveal: Reveal) -> list[Row]:
    code = reveal(badge.code, badge.event, "code") or ""
    row = {
        "person": person,
        "id": name,
        "code": code,
        "technology": badge.technology,
        "given_ms": badge.given_ms,
        "withdrawn_ms": badge.withdrawn_ms,
    }
    if not code or badge.withdrawn_ms:
        return [Row("badge", row)]
    found = badge_forms(Code(code, technology=badge.technology))
    forms = [Row("badge_form", {"form": form, "person": person, "badge": name}) for form in found]
    return [Row("badge", row), *forms]


def _tag(about: Subject, text: str) -> list[Row]:
    code = canonical(Code(text)) if text else ""
    if not code:
        return []
    values = {"code": code, "names": about, "source": "tag", "text": text, "symbology": ""}
    return [Row("identifier", values)]


def _latest(all_fields: Iterable[dict[str, Cell]]) -> dict[str, Cell]:
    latest: dict[str, Cell] = {}
    for fields in all_fields:
        for name, cell in fields.items():
            if name not in latest or cell.order > latest[name].order:
                latest[name] = cell
    return latest


def _joined(all_held: Iterable[dict[str, T]], is_over: Callable[[T], bool]) -> dict[str, T]:
    joined: dict[str, T] = {}
    for held in all_held:
        for name, each in held.items():
            if name not in joined or is_over(each):
                joined[name] = each
    return joined


def _is_own(state: PersonState) -> bool:
    return not state.record.merged_into


def _lifted(bar: BarState) -> bool:
    return bar.lifted


def _withdrawn(badge: BadgeState) -> bool:
    return badge.withdrawn_ms > 0


_PERSONAL = {
    entity: frozenset(field.name for field in fields.values() if field.personal)
    for entity, fields in SCHEMAS.items()
}
_PERSON_FLAGS = tuple(
    field.name for field in SCHEMAS[Entity.PERSON].values() if field.type is FieldType.FLAG
)
_PERSON_TEXTS = tuple(name for name in SCHEMAS[Entity.PERSON] if name not in _PERSON_FLAGS)


def _told(cells: dict[str, Cell]) -> Told:
    return {name: cell.value for name, cell in cells.items()}


def _revealed(entity: Entity, cells: dict[str, Cell], reveal: Reveal) -> Told:
    """Open the Personal fields; what cannot be read is left out."""
    told = _told(cells)
    for name in _PERSONAL[entity].intersection(told):
        sealed = told[name]
        text = reveal(str(sealed), cells[name].event, name) if sealed != "" else ""
        if text is None:
            del told[name]
        else:
            told[name] = text
    return told


def _plain(told: Told, name: str) -> str:
    """Give a field as its column holds it; a field that was never set is empty."""
    return str(told.get(name, ""))


def _number(told: Told, name: str, default: int = 0) -> int:
    amount = _amount(told, name)
    return default if amount is None else amount


def _amount(told: Told, name: str) -> int | None:
    """Give a whole number; what is no number counts as none, it cannot stop a fold."""
    value = told.get(name, "")
    if value == "":
        return None
    try:
        return int(value)
    except ValueError:
        return None
