"""Who was erased stays so: keys that they got elsewhere meanwhile, under other aliases, go too.

A station that had not heard of the erasure may give a person their alias of a new school year. The
key of that one is destroyed where the two meet, in whichever order they come, and a station that
may do so tells the centre.
"""

from collections.abc import Iterable

from sqlalchemy import bindparam, null, select, update

from kiosk.domain.events import Kind
from kiosk.domain.ids import Entity
from kiosk.domain.state import PersonState, RecordState
from kiosk.store.driver import Connection, Statement
from kiosk.store.keyring_rows import forget_secrets
from kiosk.store.states import dumps
from kiosk.store.tables import event, event_subject, next_change, state
from kiosk.store.tables import person_alias as ring

_MADE_FOR = Statement(select(ring.c.made_for).where(ring.c.alias == bindparam("alias")))
_ERASED = Statement(
    select(event.c.id)
    .join(event_subject, event_subject.c.event == event.c.id)
    .join(state, state.c.id == event_subject.c.subject)
    .join(ring, state.c.subject == f"{Entity.PERSON}:" + ring.c.alias)
    .where(
        ring.c.made_for == bindparam("person"),
        ring.c.wrapped_key.is_(None),
        event.c.kind == Kind.ERASED.value,
        event.c.quarantined == 0,
    )
    .limit(1)
)
_OF_PERSON = state.c.subject == f"{Entity.PERSON}:" + ring.c.alias
_ALL_ERASED = (
    Statement(  # as the ledger says
        select(ring.c.made_for)
        .join(state, _OF_PERSON)
        .join(event_subject, event_subject.c.subject == state.c.id)
        .join(event, event.c.id == event_subject.c.event)
        .where(
            ring.c.wrapped_key.is_(None),
            event.c.kind == bindparam("erased"),
            event.c.quarantined == 0,
        )
    ),
    Statement(  # as a snapshot says, whose history is still on its way
        select(ring.c.made_for)
        .join(state, _OF_PERSON)
        .where(ring.c.wrapped_key.is_(None), state.c.json == bindparam("erased"))
    ),
)
_LEFT = Statement(
    select(ring.c.alias, ring.c.person).where(
        ring.c.made_for == bindparam("person"), ring.c.wrapped_key.is_not(None)
    )
)
_DESTROY = Statement(
    update(ring)
    .where(ring.c.made_for == bindparam("person"), ring.c.wrapped_key.is_not(None))
    .values(wrapped_key=null(), unsent=next_change(ring))
)


def destroy(
    connection: Connection, erased: Iterable[str], arrived: Iterable[str]
) -> dict[str, str]:
    """Destroy what keys are left of people who were erased.

    Args:
        connection: Within the transaction of a batch.
        erased: Aliases that were erased by an event of the batch.
        arrived: Aliases of which a key came, or went, in the batch.

    Returns:
        The alias of each key that went, with its person.
    """
    people = {_person(connection, alias) for alias in erased}
    for person in {_person(connection, alias) for alias in arrived}:
        if _ERASED.one(connection, {"person": person}) is not None:
            people.add(person)
    return _destroy(connection, people)


def destroy_all(connection: Connection) -> dict[str, str]:
    """Destroy what keys are left of whoever was erased before this station was there.

    Within the transaction of a first sync, before its tables are made, or of its history's end.
    """
    said = Kind.ERASED.value, dumps(PersonState(record=RecordState(removed=True)))
    found = zip(_ALL_ERASED, said, strict=True)
    rows = [row for all_, erased in found for row in all_.all(connection, {"erased": erased})]
    return _destroy(connection, {person for (person,) in rows})


def _destroy(connection: Connection, people: Iterable[str]) -> dict[str, str]:
    """Destroy every key of people; gives the alias of each key that went, with its person."""
    gone: dict[str, str] = {}
    for person in sorted(people):
        gone |= {row[0]: row[1] for row in _LEFT.all(connection, {"person": person})}
        _DESTROY.run(connection, {"person": person})
    for person in set(gone.values()):
        forget_secrets(connection, person)
    return gone


def _person(connection: Connection, alias: str) -> str:
    """Say for whom an alias was made; empty where its key is not here yet."""
    row = _MADE_FOR.one(connection, {"alias": alias})
    return row[0] if row else ""
