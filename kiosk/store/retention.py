"""Retention: the aliases of periods that are over for long are forgotten, and with them who it was.

Whoever is still known gets an alias of the current period first, which takes over what holds. The
key is destroyed, which the centre and the other stations are told; then the row goes. The events
stay, about nobody, and the chain still verifies. Only a privileged station begins it, for only from
such a one others take roles, badges and the end of a key; the rest drop what it destroyed.
"""

from collections.abc import Generator, Mapping

from sqlalchemy import and_, bindparam, delete, null, or_, select, update

from kiosk.domain.ids import Alias, PersonId
from kiosk.store.driver import Statement
from kiosk.store.feed_cursor import read_cursor
from kiosk.store.keyring_rows import FORGET_WORDS
from kiosk.store.station import Station
from kiosk.store.tables import next_change, verifier
from kiosk.store.tables import person_alias as ring
from kiosk.store.tables import station as station_table

_GOES = or_(ring.c.unsent == 0, bindparam("alone") == 1)
"""A row goes once the centre, where there is one, was told that its key is destroyed."""
_PEOPLE = Statement(
    select(ring.c.person)
    .where(
        ring.c.period < bindparam("before"),
        or_(
            and_(ring.c.wrapped_key.is_not(None), bindparam("begins") == 1),
            and_(ring.c.wrapped_key.is_(None), _GOES),
        ),
    )
    .distinct()
    .order_by(ring.c.person)
)
_ALIASES = Statement(
    select(ring.c.alias).where(
        ring.c.person == bindparam("whose"), ring.c.period < bindparam("before")
    )
)
_DESTROY = Statement(
    update(ring)
    .where(
        ring.c.alias == bindparam("which"),
        ring.c.wrapped_key.is_not(None),
        bindparam("begins") == 1,
    )
    .values(wrapped_key=null(), unsent=next_change(ring))
)
_DROP = Statement(
    delete(ring).where(ring.c.alias == bindparam("which"), ring.c.wrapped_key.is_(None), _GOES)
)
_PRIVILEGED = Statement(
    select(station_table.c.privileged).where(station_table.c.id == bindparam("own"))
)
_HAS_ALIAS = Statement(select(ring.c.alias).where(ring.c.person == bindparam("whose")).limit(1))
_NO_SECRETS = Statement(delete(verifier).where(verifier.c.person == bindparam("whose")))


def retired(station: Station, periods: int) -> Generator[PersonId]:
    """Forget each person's older aliases; every step is a transaction, and close it in the end.

    Args:
        station: An open station; desks may use it between two steps.
        periods: How many periods are kept beside the current one, 1 or more.

    Raises:
        Trouble: the books cannot be read or written.
    """
    now = station.clock.now()
    first = station.books.keyring.period(now)
    before = f"{int(first[:4]) - periods:04d}{first[4:]}"
    with station.books.read(now) as book:
        alone = int(not read_cursor(book.connection).epoch)
        own = _PRIVILEGED.one(book.connection, {"own": station.books.station})
        begins = int(alone or bool(own and own[0]))
        asked = {"before": before, "alone": alone, "begins": begins}
        people = [PersonId(row[0]) for row in _PEOPLE.all(book.connection, asked)]
    forgotten = False
    try:
        for person in people:
            if _retire(station, person, asked):
                forgotten = True
                yield person
    finally:
        if forgotten:
            with station.books.write_aside() as connection:
                FORGET_WORDS.run(connection)
            station.checkpoint()


def _retire(station: Station, person: PersonId, asked: Mapping[str, object]) -> bool:
    """Forget one person's old aliases, unless something is out to them."""
    with station.books.write(station.clock.now()) as book:
        if book.open_lines(person):
            return False
        known = book.person_by_id(person)
        if known is not None and not known.removed and asked["begins"]:
            book.actor_alias(person)
        named = {"whose": person, "before": asked["before"]}
        old = [Alias(row[0]) for row in _ALIASES.all(book.connection, named)]
        for alias in old:
            _DESTROY.run(book.connection, {"which": alias, "begins": asked["begins"]})
            _DROP.run(book.connection, {"which": alias, "alone": asked["alone"]})
        if _HAS_ALIAS.one(book.connection, {"whose": person}) is None:
            _NO_SECRETS.run(book.connection, {"whose": person})
        book.keys_gone(old, person)
    return True
