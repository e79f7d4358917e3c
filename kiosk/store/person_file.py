"""Everything that these books know about one person, as plain JSON for them to read."""

import re
from typing import Any  # what a JSON file holds

from sqlalchemy import bindparam, select

from kiosk.domain import canonical
from kiosk.domain.codec import to_plain
from kiosk.domain.events import Event, UnknownBody
from kiosk.domain.hlc import from_ms
from kiosk.domain.ids import Entity, PersonId, subject
from kiosk.store.book import ReadingBook
from kiosk.store.driver import Connection, Statement
from kiosk.store.folding import HISTORY
from kiosk.store.keyring import Keyring
from kiosk.store.projector import rows_of_person
from kiosk.store.tables import asset, line, part, person_alias, state, verifier

_SEALED = re.compile(r"[0-9a-f-]{36}\.\d+\.[A-Za-z0-9+/]+=*")
_STATE = Statement(select(state.c.id).where(state.c.subject == bindparam("about")))
_LOANS = Statement(
    select(
        asset.c.name,
        asset.c.tag,
        part.c.name,
        line.c.quantity,
        line.c.out_ms,
        line.c.due_ms,
        line.c.returned_ms,
    )
    .select_from(line)
    .outerjoin(asset, asset.c.id == line.c.asset)
    .outerjoin(part, part.c.id == line.c.part)
    .where(
        line.c.holder.in_(
            select("person:" + person_alias.c.alias).where(
                person_alias.c.person == bindparam("person")
            )
        )
    )
    .order_by(line.c.out_ms, line.c.id)
)
_SECRETS = Statement(
    select(verifier.c.kind, verifier.c.set_ms).where(verifier.c.person == bindparam("person"))
)


def known_about(book: ReadingBook, keyring: Keyring, who: PersonId) -> dict[str, Any]:
    """Gather it: the record, badges, bars, terms, loans, and every event that is about them."""
    connection = book.connection
    tables: dict[str, list[dict[str, Any]]] = {}
    for row in rows_of_person(connection, who):
        tables.setdefault(row.table, []).append(_dated(row.values))
    secrets = _SECRETS.all(connection, {"person": who})
    events: list[dict[str, Any]] = []
    for alias, _ in reversed(keyring.aliases(connection, who)):
        found = _STATE.one(connection, {"about": subject(Entity.PERSON, alias)})
        history = HISTORY.all(connection, {"which": found[0]}) if found else []
        events += (_told(canonical.decode(each[0]), connection, keyring) for each in history)
    return {
        "made_at": book.now.isoformat(),
        **tables,
        "loans": [_loan(*row) for row in _LOANS.all(connection, {"person": who})],
        "secrets": [{"kind": kind, "set_at": _instant(set_ms)} for kind, set_ms in secrets],
        "events": events,
    }


def _loan(  # noqa: PLR0913, PLR0917 - the columns of the query
    name: str | None, tag: str | None, part_name: str | None, quantity: int,
    out_ms: int, due_ms: int, returned_ms: int,
) -> dict[str, Any]:  # fmt: skip
    times = {"out_at": _instant(out_ms), "due_at": _instant(due_ms)}
    back = {"returned_at": _instant(returned_ms)}
    return {
        "item": name or part_name or "",
        "tag": tag or "",
        "quantity": quantity,
        **times,
        **back,
    }


def _told(event: Event, connection: Connection, keyring: Keyring) -> dict[str, Any]:
    body = event.body
    plain = {} if isinstance(body, UnknownBody) else to_plain(body)

    def opened(value: object, name: str = "") -> object:
        if isinstance(value, dict):
            return {key: opened(each, key) for key, each in value.items()}
        if isinstance(value, list | tuple):
            return [opened(each, name) for each in value]
        if isinstance(value, str) and _SEALED.fullmatch(value):
            return keyring.reveal(connection, value, (event.ref, name)) or ""
        return value

    kind = str(body.kind)
    return {"at": _instant(event.wall_ms), "kind": kind, "by": event.actor, "says": opened(plain)}


def _dated(values: dict[str, Any]) -> dict[str, Any]:
    """Write instants as people read them."""
    return {
        name.removesuffix("_ms"): _instant(value) if name.endswith("_ms") else value
        for name, value in values.items()
    }


def _instant(ms: int) -> str:
    return from_ms(ms).isoformat(timespec="seconds") if ms else ""
