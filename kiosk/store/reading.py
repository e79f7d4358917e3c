"""From the folded tables to the nouns of the domain: one statement for each question."""

import json
from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy import Select, and_, bindparam, select, union_all
from sqlalchemy import text as sql

from kiosk.domain.hlc import from_ms
from kiosk.domain.ids import LocationId, TypeId
from kiosk.domain.model import Asset, Bar, Condition, Kit, OpenLine, Part, Person, Status
from kiosk.domain.roles import Role
from kiosk.store.catalogue import Catalogue
from kiosk.store.driver import Connection, Row, Statement
from kiosk.store.tables import (
    asset,
    badge_form,
    bar,
    identifier,
    kit,
    line,
    organisation,
    part,
    person,
    person_alias,
)

NAMED = Statement(
    union_all(
        select(identifier.c.names).where(identifier.c.code == bindparam("form")),
        select("badge:" + badge_form.c.person).where(badge_form.c.form == bindparam("form")),
    )
)
_LINE = (
    line.c.id,
    line.c.loan,
    line.c.holder,
    line.c.out_ms,
    line.c.due_ms,
    line.c.asset,
    line.c.part,
    line.c.quantity,
    line.c.kit,
    line.c.session,
)
_ASSET = (
    asset.c.id,
    asset.c.tag,
    asset.c.name,
    asset.c.status,
    asset.c.condition,
    asset.c.type,
    asset.c.kit,
    asset.c.home,
    asset.c.place,
    asset.c.value_minor,
    asset.c.cannot_lend,
    asset.c.high_value,
    asset.c.removed,
    asset.c.merged_into,
    asset.c.fields,
)
_IS_OPEN = line.c.returned_ms == sql("0")
_ASSETS = (
    select(*_ASSET, *_LINE, kit.c.loan)
    .select_from(asset)
    .outerjoin(line, and_(line.c.asset == asset.c.id, _IS_OPEN, line.c.asset != sql("''")))
    .outerjoin(kit, kit.c.id == line.c.kit)
)
_ASSET_BY_ID = Statement(_ASSETS.where(asset.c.id == bindparam("key")))
_of_merged = asset.alias("merged")
_LINE_OF_MERGED = Statement(
    select(*_LINE, kit.c.loan)
    .select_from(_of_merged)
    .join(line, and_(line.c.asset == _of_merged.c.id, _IS_OPEN, line.c.asset != sql("''")))
    .outerjoin(kit, kit.c.id == line.c.kit)
    .where(_of_merged.c.merged_into == bindparam("key"), _of_merged.c.merged_into != sql("''"))
)
_MEMBERS = Statement(
    _ASSETS.where(
        asset.c.kit == bindparam("key"), asset.c.kit != sql("''"), asset.c.removed == 0
    ).order_by(asset.c.name, asset.c.tag)
)
_OPEN_LINES = (
    select(*_LINE, kit.c.loan, asset.c.name, asset.c.tag, asset.c.type, part.c.name)
    .select_from(line)
    .outerjoin(asset, asset.c.id == line.c.asset)
    .outerjoin(part, part.c.id == line.c.part)
    .outerjoin(kit, kit.c.id == line.c.kit)
    .where(_IS_OPEN)
)


def _lines(query: Select[Row]) -> Statement:
    return Statement(query.order_by(line.c.due_ms, line.c.out_ms, line.c.id))


_LINES_OF_PERSON = _lines(
    _OPEN_LINES.where(
        line.c.holder.in_(
            select("person:" + person_alias.c.alias).where(
                person_alias.c.person == bindparam("person")
            )
        ),
        line.c.due_ms >= sql("-9223372036854775808"),  # always; it chooses the index of open lines
    )
)
_LINES_OF_KIT = _lines(_OPEN_LINES.where(line.c.kit == bindparam("key"), line.c.kit != sql("''")))
_PERSON = (
    person.c.id,
    person.c.alias,
    person.c.name,
    person.c.category,
    person.c.department,
    person.c.site,
    person.c.email,
    person.c.number,
    person.c.language,
    person.c.may_borrow,
    person.c.is_staff,
    person.c.can_log_in,
    person.c.large_text,
    person.c.no_motion,
    person.c.valid_until,
    person.c.roles,
    person.c.removed,
)
_PERSON_BY_ID = Statement(select(*_PERSON).where(person.c.id == bindparam("key")))
_BARS = Statement(
    select(bar.c.id, bar.c.reason, bar.c.until_ms).where(
        bar.c.person == bindparam("key"), bar.c.lifted == 0
    )
)
_KIT = (
    kit.c.id,
    kit.c.tag,
    kit.c.name,
    kit.c.icon,
    kit.c.type,
    kit.c.home,
    kit.c.cannot_lend,
    kit.c.removed,
    kit.c.loan,
    kit.c.released,
)
_KIT_BY_ID = Statement(select(*_KIT).where(kit.c.id == bindparam("key")))
_PARTS = Statement(
    select(part.c.id, part.c.name, part.c.quantity, part.c.icon)
    .where(part.c.kit == bindparam("key"), part.c.removed == 0)
    .order_by(part.c.name, part.c.id)
)
ORGANISATION_NAME = Statement(
    select(organisation.c.name).where(organisation.c.id == bindparam("key"))
)
_ROLES = {role.value: role for role in Role}
_ASSET_COLUMNS = len(_ASSET)
_LINE_COLUMNS = len(_LINE)
_STATUS = {status.value: status for status in Status}
_CONDITION = {condition.value: condition for condition in Condition}
_MOST_MERGES = 8


def read_person(connection: Connection, key: str, now: datetime) -> Person | None:
    """Read a person with the bars that hold now."""
    row = _PERSON_BY_ID.one(connection, {"key": key})
    return make_person(connection, row, now) if row else None


def make_person(connection: Connection, row: Row, now: datetime) -> Person:
    """Make a person from a row of ``_PERSON``."""
    bars = (
        Bar(name, reason, from_ms(until) if until else None)
        for name, reason, until in _BARS.all(connection, {"key": row[0]})
    )
    return Person(
        row[0],
        row[1],
        row[2] or pseudonym(row[1]),
        row[3],
        row[4],
        LocationId(row[5]) if row[5] else None,
        row[6],
        row[7],
        row[8],
        bool(row[9]),
        bool(row[10]),
        bool(row[11]),
        bool(row[12]),
        bool(row[13]),
        _date(row[14]),
        frozenset(_ROLES[role] for role in row[15].split() if role in _ROLES),
        tuple(held for held in bars if held.until is None or held.until > now),
        bool(row[16]),
    )


def read_asset(connection: Connection, trees: Catalogue, key: str) -> Asset | None:
    """Read an asset with its open line; one that was merged gives what it lives on as."""
    for _ in range(_MOST_MERGES):
        row = _ASSET_BY_ID.one(connection, {"key": key})
        if row is None:
            return None
        if not row[13]:
            return make_asset(_with_merged_line(connection, row), trees)
        key = row[13]
    return None


def _with_merged_line(connection: Connection, row: Row) -> Row:
    """Give an asset that is in the line that is still open of a record which lives on as it."""
    if row[_ASSET_COLUMNS] is not None:
        return row
    merged = _LINE_OF_MERGED.one(connection, {"key": row[0]})
    return (*row[:_ASSET_COLUMNS], *merged) if merged else row


def make_asset(row: Row, trees: Catalogue) -> Asset:
    """Make an asset from a row of ``_ASSETS``."""
    kind, place = row[5], row[8] or row[7]
    is_out = row[_ASSET_COLUMNS] is not None
    return Asset(
        row[0],
        row[1],
        row[2],
        _STATUS[row[3]],
        _CONDITION[row[4]],
        kind or None,
        trees.type_path(kind),
        trees.icon(kind),
        row[6] or None,
        row[7] or None,
        row[8] or None,
        trees.place_path(place),
        row[9],
        bool(row[10]),
        bool(row[11]),
        bool(row[12]),
        _line(row[_ASSET_COLUMNS:], row[2], row[1], kind, trees) if is_out else None,
        json.loads(row[14]) if row[14] else {},
    )


def read_kit(connection: Connection, trees: Catalogue, key: str) -> Kit | None:
    """Read a kit with its members, its parts, and everything of it that is out."""
    row = _KIT_BY_ID.one(connection, {"key": key})
    if row is None:
        return None
    asked = {"key": key}
    return Kit(
        row[0],
        row[1],
        row[2],
        tuple(make_asset(each, trees) for each in _MEMBERS.all(connection, asked)),
        tuple(Part(*each) for each in _PARTS.all(connection, asked)),
        row[3] or trees.icon(row[4]),
        row[4] or None,
        trees.type_path(row[4]),
        trees.place_path(row[5]),
        bool(row[6]),
        bool(row[7]),
        row[8] or None,
        make_lines(_LINES_OF_KIT.all(connection, asked), trees),
        bool(row[9]),
    )


def lines_of_person(connection: Connection, trees: Catalogue, key: str) -> tuple[OpenLine, ...]:
    """Read what a person holds under any of their aliases, soonest due first."""
    return make_lines(_LINES_OF_PERSON.all(connection, {"person": key}), trees)


def make_lines(rows: Iterable[Row], trees: Catalogue) -> tuple[OpenLine, ...]:
    """Make open lines from rows of ``_OPEN_LINES``."""
    return tuple(
        _line(row, row[-4] or row[-1] or "", row[-3] or "", row[-2] or "", trees) for row in rows
    )


def pseudonym(alias: str) -> str:
    """Name somebody whose key is not here; the same everywhere."""
    return f"Person {alias[-4:].upper()}"


def _line(row: Row, name: str, tag: str, kind: str, trees: Catalogue) -> OpenLine:
    """Make a line from ``_LINE`` and the loan that its kit is out with."""
    (key, loan, holder, out_ms, due_ms, of_asset, of_part, quantity, of_kit, session) = row[
        :_LINE_COLUMNS
    ]
    return OpenLine(
        key,
        loan,
        holder,
        from_ms(out_ms),
        from_ms(due_ms),
        of_asset or None,
        of_part or None,
        quantity,
        of_kit or None,
        session,
        name,
        tag,
        TypeId(kind) if kind else None,
        trees.type_path(kind),
        bool(of_kit) and row[_LINE_COLUMNS] != loan,
        trees.icon(kind),
    )


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None
