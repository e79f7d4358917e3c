"""The statements of the panel's tables: pages by key, never by offset, never through a scan."""

from sqlalchemy import Select, and_, bindparam, column, func, or_, select, table, tuple_
from sqlalchemy import text as sql
from sqlalchemy.sql.elements import ColumnElement

from kiosk.store.driver import Row, Statement
from kiosk.store.tables import (
    asset,
    bar,
    kit,
    line,
    organisation,
    part,
    person,
    person_alias,
    unknown_code,
)
from kiosk.store.tables import exception as found

IS_OPEN = line.c.returned_ms == sql("0")
_HOLDER_ALIAS = func.substr(line.c.holder, len("person:") + 1)


def _search(name: str) -> ColumnElement[bool]:
    return sql(f"{name}_search MATCH :match")  # type: ignore[return-value] # FTS5's own operator


def _first(query: Select[Row], *keys: ColumnElement[object]) -> Statement:
    return Statement(query.order_by(*keys).limit(bindparam("limit")))


def _after(query: Select[Row], *keys: ColumnElement[object]) -> Statement:
    """Give the page after a key, whose parts are bound as ``key0``, ``key1`` and so on."""
    begins = tuple_(*(bindparam(f"key{at}") for at, _ in enumerate(keys)))
    return _first(query.where(tuple_(*keys) > begins), *keys)


class Pages:
    """A table in pages: the first one, and the one after a key."""

    def __init__(self, query: Select[Row], *keys: ColumnElement[object]) -> None:
        """Compile both."""
        self.first = _first(query, *keys)
        self.next = _after(query, *keys)


_held_by = (
    select(func.count())
    .select_from(person_alias)
    .join(line, and_(line.c.holder == "person:" + person_alias.c.alias, IS_OPEN))
    .where(person_alias.c.person == person.c.id)
)
_barred = (
    select(func.count())
    .select_from(bar)
    .where(
        bar.c.person == person.c.id,
        bar.c.lifted == 0,
        or_(bar.c.until_ms == 0, bar.c.until_ms > bindparam("now")),
    )
)
_people = select(
    person.c.n,
    person.c.id,
    person.c.name,
    person.c.number,
    person.c.category,
    person.c.department,
    person.c.roles,
    _held_by.scalar_subquery(),
    _held_by.where(line.c.due_ms < bindparam("now")).scalar_subquery(),
    _barred.scalar_subquery(),
).where(person.c.removed == 0)
_person_search = table("person_search", column("rowid"))
_begins_person = person.c.name.between(bindparam("low"), bindparam("high"))
PEOPLE = Pages(_people, person.c.name, person.c.n)
PEOPLE_BEGINNING = Pages(_people.where(_begins_person), person.c.name, person.c.n)
PEOPLE_FOUND = Pages(
    _people.join(_person_search, _person_search.c.rowid == person.c.n).where(_search("person")),
    _person_search.c.rowid,
)

_assets = (
    select(
        asset.c.n,
        asset.c.id,
        asset.c.tag,
        asset.c.name,
        asset.c.type,
        asset.c.status,
        asset.c.place,
        asset.c.home,
        asset.c.value_minor,
        line.c.holder,
        line.c.due_ms,
    )
    .select_from(asset)
    .outerjoin(line, and_(line.c.asset == asset.c.id, IS_OPEN, line.c.asset != sql("''")))
    .where(asset.c.removed == 0)
)
_asset_search = table("asset_search", column("rowid"))
_begins_asset = asset.c.name.between(bindparam("low"), bindparam("high"))
ASSETS = Pages(_assets, asset.c.name, asset.c.n)
ASSETS_BEGINNING = Pages(_assets.where(_begins_asset), asset.c.name, asset.c.n)
ASSETS_FOUND = Pages(
    _assets.join(_asset_search, _asset_search.c.rowid == asset.c.n).where(_search("asset")),
    _asset_search.c.rowid,
)
MEMBERS = Statement(
    _assets.where(asset.c.kit == bindparam("kit"), asset.c.kit != sql("''")).order_by(
        asset.c.name, asset.c.tag
    )
)

_members = (
    select(func.count())
    .select_from(asset)
    .where(asset.c.kit == kit.c.id, asset.c.kit != sql("''"), asset.c.removed == 0)
)
_parts = (
    select(func.coalesce(func.sum(part.c.quantity), 0))
    .select_from(part)
    .where(part.c.kit == kit.c.id, part.c.removed == 0)
)
_of_kit = and_(line.c.kit == kit.c.id, line.c.kit != sql("''"), IS_OPEN)
_owed = select(func.count()).select_from(line).where(_of_kit, line.c.loan != kit.c.loan)
_out_with = and_(line.c.loan == kit.c.loan, kit.c.loan != "", IS_OPEN)
KITS = Pages(
    select(
        kit.c.n,
        kit.c.id,
        kit.c.tag,
        kit.c.name,
        kit.c.icon,
        kit.c.type,
        _members.scalar_subquery(),
        _parts.scalar_subquery(),
        _owed.scalar_subquery(),
        select(func.min(line.c.holder)).where(_out_with).scalar_subquery(),
        select(func.min(line.c.due_ms)).where(_out_with).scalar_subquery(),
    ).where(
        kit.c.removed == 0,
        or_(
            bindparam("search") == "",
            (kit.c.name + " " + kit.c.tag).contains(bindparam("search"), autoescape=False),
        ),
    ),
    kit.c.name,
    kit.c.n,
)

_holder_name = func.coalesce(person.c.name, organisation.c.name, line.c.holder)
_out = (
    select(
        line.c.n,
        line.c.id,
        line.c.asset,
        line.c.part,
        line.c.kit,
        line.c.quantity,
        line.c.holder,
        _holder_name,
        person.c.id,
        line.c.out_ms,
        line.c.due_ms,
        line.c.loan,
        kit.c.loan,
        asset.c.name,
        asset.c.tag,
        asset.c.type,
        part.c.name,
        part.c.icon,
        kit.c.tag,
    )
    .select_from(line)
    .outerjoin(asset, asset.c.id == line.c.asset)
    .outerjoin(part, part.c.id == line.c.part)
    .outerjoin(kit, kit.c.id == line.c.kit)
    .outerjoin(person_alias, person_alias.c.alias == _HOLDER_ALIAS)
    .outerjoin(person, person.c.id == person_alias.c.person)
    .outerjoin(
        organisation,
        organisation.c.id == func.substr(line.c.holder, len("organisation:") + 1),
    )
    .where(IS_OPEN)
)
OUT = Pages(_out.where(line.c.due_ms < bindparam("before")), line.c.due_ms, line.c.n)
HELD = Pages(_out, _holder_name, line.c.holder, line.c.due_ms, line.c.n)
OUT_OF_ASSET = Statement(_out.where(line.c.asset == bindparam("asset"), line.c.asset != sql("''")))
OUT_OF_KIT = Statement(
    _out.where(line.c.kit == bindparam("kit"), line.c.kit != sql("''")).order_by(line.c.n)
)
OUT_OF_HOLDER = Statement(
    _out.where(line.c.holder == bindparam("holder")).order_by(line.c.due_ms, line.c.n)
)
COUNT_OUT = Statement(
    select(func.count()).select_from(line).where(IS_OPEN, line.c.due_ms < bindparam("before"))
)
COUNT_EXCEPTIONS = Statement(
    select(func.count()).select_from(found).where(found.c.decided == sql("''"))
)
COUNT_UNKNOWN = Statement(select(func.count()).select_from(unknown_code))
EXCEPTIONS = Statement(
    select(found.c.id, found.c.kind, found.c.subject, found.c.event, found.c.facts)
    .where(found.c.decided == sql("''"))
    .limit(bindparam("limit"))
)
UNKNOWN = Statement(
    select(
        unknown_code.c.text,
        unknown_code.c.technology,
        unknown_code.c.symbology,
        unknown_code.c.reader,
        unknown_code.c.last_ms,
        unknown_code.c.times,
    )
    .order_by(unknown_code.c.last_ms.desc())
    .limit(bindparam("limit"))
)
WHO_LOGS_IN = Statement(
    select(person.c.id, person.c.name, person.c.email, person.c.number)
    .join(_person_search, _person_search.c.rowid == person.c.n)
    .where(_search("person"), person.c.can_log_in == 1, person.c.removed == 0)
    .limit(500)
)
WORDS = Statement(
    select(person.c.category, person.c.department).order_by(person.c.n.desc()).limit(500)
)
KIT_NAMES = Statement(select(kit.c.id, kit.c.name).where(kit.c.removed == 0).order_by(kit.c.name))


def matching(search: str) -> str:
    """Write the query of a search: every word of three letters or more, anywhere."""
    words = (word.replace('"', '""') for word in search.split() if len(word) >= SHORTEST)
    return " AND ".join(f'"{word}"' for word in words)


SHORTEST = 3
"""Trigrams find nothing shorter."""
