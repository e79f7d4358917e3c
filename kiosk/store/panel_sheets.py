"""One person, thing or kit as the panel shows it: their row, their state, what names them."""

from collections.abc import Mapping

from sqlalchemy import bindparam, select
from sqlalchemy import text as sql

from kiosk.domain.hlc import from_ms
from kiosk.domain.ids import Alias, AssetId, Entity, KitId, PartId, PersonId, Subject, subject
from kiosk.domain.model import Condition, Status
from kiosk.domain.panel import (
    AssetSheet,
    BadgeRow,
    BarRow,
    CodeRow,
    KitSheet,
    PartRow,
    PersonSheet,
    Record,
)
from kiosk.domain.records import SCHEMAS
from kiosk.domain.roles import Role
from kiosk.domain.state import AssetState, KitState, PersonState, RecordState
from kiosk.store import panel_pages as pages
from kiosk.store import states
from kiosk.store.driver import Statement
from kiosk.store.panel_merges import merged_people, merged_things
from kiosk.store.panel_rows import Reader
from kiosk.store.reading import pseudonym
from kiosk.store.tables import (
    asset,
    badge,
    bar,
    identifier,
    kit,
    part,
    person,
    person_alias,
    state,
    verifier,
)

_STATE = Statement(select(state.c.json).where(state.c.subject == bindparam("subject")))
_ALIASES = Statement(
    select(person_alias.c.alias)
    .where(person_alias.c.person == bindparam("person"))
    .order_by(person_alias.c.period.desc(), person_alias.c.alias.desc())
)
_FIELDS = tuple(SCHEMAS[Entity.PERSON])
_PERSON = Statement(
    select(person.c.roles, person.c.removed, *(person.c[name] for name in _FIELDS)).where(
        person.c.id == bindparam("person")
    )
)
_BARS = Statement(
    select(bar.c.id, bar.c.reason, bar.c.until_ms).where(
        bar.c.person == bindparam("person"), bar.c.lifted == 0
    )
)
_BADGES = Statement(
    select(badge.c.id, badge.c.technology, badge.c.code, badge.c.given_ms, badge.c.withdrawn_ms)
    .where(badge.c.person == bindparam("person"))
    .order_by(badge.c.withdrawn_ms, badge.c.given_ms.desc())
)
_SECRETS = Statement(
    select(verifier.c.kind, verifier.c.locked).where(verifier.c.person == bindparam("person"))
)
_ASSET = Statement(
    select(
        asset.c.tag,
        asset.c.name,
        asset.c.type,
        asset.c.status,
        asset.c.condition,
        asset.c.home,
        asset.c.place,
        asset.c.kit,
        asset.c.value_minor,
        asset.c.merged_into,
    ).where(asset.c.id == bindparam("asset"))
)
_CODES = Statement(
    select(identifier.c.code, identifier.c.text, identifier.c.symbology).where(
        identifier.c.names == bindparam("names"), identifier.c.source == sql("'given'")
    )
)
_KIT = Statement(
    select(
        kit.c.tag,
        kit.c.name,
        kit.c.icon,
        kit.c.type,
        kit.c.home,
        kit.c.loan,
        kit.c.released,
    ).where(kit.c.id == bindparam("kit"))
)
_KIT_NAME = Statement(select(kit.c.name).where(kit.c.id == bindparam("kit")))
_PARTS = Statement(
    select(part.c.id, part.c.name, part.c.icon, part.c.quantity, part.c.value_minor)
    .where(part.c.kit == bindparam("kit"), part.c.removed == 0)
    .order_by(part.c.name, part.c.id)
)
_ENDING = 4


def person_sheet(reader: Reader, key: PersonId) -> PersonSheet | None:
    """Read all about a person."""
    connection, named = reader.connection, {"person": key}
    row = _PERSON.one(connection, named)
    if row is None:
        return None
    folded = [
        (Alias(alias), found)
        for (alias,) in _ALIASES.all(connection, named)
        if isinstance(found := _state(reader, Entity.PERSON, alias), PersonState)
    ]
    alias = folded[0][0] if folded else Alias("")
    fields = dict(zip(_FIELDS, row[2:], strict=True))
    base = _base([cells for _, found in folded for cells in [found.record]])
    secrets = {kind: bool(locked) for kind, locked in _SECRETS.all(connection, named)}
    badge_alias = {badge: alias for alias, found in reversed(folded) for badge in found.badges}
    bar_alias = {bar: alias for alias, found in reversed(folded) for bar in found.bars}
    out = [
        reader.out(line)
        for each, _ in folded
        for line in pages.OUT_OF_HOLDER.all(connection, {"holder": subject(Entity.PERSON, each)})
    ]
    return PersonSheet(
        key,
        Record(Entity.PERSON, alias, fields, base, bool(row[1])),
        str(fields["name"]) or pseudonym(alias),
        reader.place(str(fields["site"])),
        frozenset(Role(role) for role in row[0].split() if role in tuple(Role)),
        tuple(
            BarRow(
                each[0],
                bar_alias.get(each[0], alias),
                each[1],
                from_ms(each[2]) if each[2] else None,
            )
            for each in _BARS.all(connection, named)
        ),
        tuple(
            BadgeRow(
                each[0],
                badge_alias.get(each[0], alias),
                each[1],
                each[2][-_ENDING:],
                from_ms(each[3]),
                from_ms(each[4]) if each[4] else None,
            )
            for each in _BADGES.all(connection, named)
        ),
        tuple(sorted(out, key=lambda line: line.due_at)),
        has_pin="pin" in secrets,
        has_password="password" in secrets,
        is_locked=any(secrets.values()),
        merged=merged_people(reader, [each for each, one in folded if one.record.merged_into]),
    )


def asset_sheet(reader: Reader, key: AssetId) -> AssetSheet | None:
    """Read all about a thing."""
    connection = reader.connection
    row = _ASSET.one(connection, {"asset": key})
    if row is None:
        return None
    lines = pages.OUT_OF_ASSET.all(connection, {"asset": key})
    kit_name = _KIT_NAME.one(connection, {"kit": row[7]}) if row[7] else None
    return AssetSheet(
        key,
        _record(reader, Entity.ASSET, key),
        row[0],
        row[1],
        reader.trees.icon(row[2]),
        Status(row[3]),
        Condition(row[4]),
        reader.type_name(row[2]),
        reader.place(row[5]),
        reader.place(row[6] or row[5]),
        KitId(row[7]) if row[7] else None,
        kit_name[0] if kit_name else "",
        row[8],
        reader.out(lines[0]) if lines else None,
        _codes(reader, subject(Entity.ASSET, key)),
        merged_things(reader, key),
        AssetId(row[9]) if row[9] else None,
    )


def kit_sheet(reader: Reader, key: KitId) -> KitSheet | None:
    """Read all about a kit."""
    connection, named = reader.connection, {"kit": key}
    row = _KIT.one(connection, named)
    if row is None:
        return None
    parts = tuple(
        PartRow(PartId(each[0]), _record(reader, Entity.PART, each[0]), *each[1:])
        for each in _PARTS.all(connection, named)
    )
    return KitSheet(
        key,
        _record(reader, Entity.KIT, key),
        row[0],
        row[1],
        row[2] or reader.trees.icon(row[3]),
        reader.type_name(row[3]),
        reader.place(row[4]),
        tuple(reader.asset(each, found=False) for each in pages.MEMBERS.all(connection, named)),
        parts,
        tuple(reader.out(each) for each in pages.OUT_OF_KIT.all(connection, named)),
        is_out=bool(row[5]),
        is_released=bool(row[6]),
        codes=_codes(reader, subject(Entity.KIT, key)),
    )


def _codes(reader: Reader, names: Subject) -> tuple[CodeRow, ...]:
    return tuple(CodeRow(*row) for row in _CODES.all(reader.connection, {"names": names}))


def _state(reader: Reader, entity: Entity, key: str) -> object:
    row = _STATE.one(reader.connection, {"subject": subject(entity, key)})
    return states.loads(entity, row[0]) if row else None


def _record(reader: Reader, entity: Entity, key: str) -> Record:
    found = _state(reader, entity, key)
    record = found.record if isinstance(found, AssetState | KitState) else found
    if not isinstance(record, RecordState):
        return Record(entity, key, {}, "")
    fields: Mapping[str, str | int] = {name: cell.value for name, cell in record.fields.items()}
    return Record(entity, key, fields, _base([record]), record.removed)


def _base(records: list[RecordState]) -> str:
    """Give the newest event that wrote any field."""
    cells = [cell for record in records for cell in record.fields.values()]
    return max(cells, key=lambda cell: cell.order).event if cells else ""
