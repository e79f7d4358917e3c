"""Erases a person: an event, every key, every secret, every row; and looks whether a word is left.

Refused while something is out to them: erasure is held until it is back.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import bindparam, delete, select

from kiosk.domain.bodies.people import Erased
from kiosk.domain.ids import Alias, Entity, PersonId, subject
from kiosk.domain.model import Person
from kiosk.domain.trouble import Trouble, TroubleCode
from kiosk.store.driver import Connection, Statement
from kiosk.store.keyring_rows import FORGET_WORDS
from kiosk.store.station import Station
from kiosk.store.tables import badge, metadata, person, verifier

_NUMBERED = Statement(select(person.c.id).where(person.c.number == bindparam("number")))
_BADGES = Statement(select(badge.c.code).where(badge.c.person == bindparam("person")))
_NO_SECRETS = Statement(delete(verifier).where(verifier.c.person == bindparam("person")))
"""A deleted row's trigrams stay in the index until its segments are merged."""
_TELLING = 6
"""A shorter word stands in ids by chance; it is looked for as a whole, in their own rows alone."""


@dataclass(frozen=True, slots=True)
class Erasure:
    """What was erased, and where a word of it is still found: nowhere, if all is right."""

    aliases: tuple[Alias, ...]
    items_out: int
    """More than none: nothing was erased."""
    traces: tuple[str, ...] = ()


def person_numbered(connection: Connection, number: str) -> PersonId:
    """Find who has a number; raises Trouble for nobody, or more than one."""
    found = _NUMBERED.all(connection, {"number": number}) if number else []
    if len(found) != 1:
        who = "Nobody has" if not found else "More than one person has"
        raise Trouble(TroubleCode.FILE_UNREADABLE, f"{who} this number.")
    return PersonId(found[0][0])


def erase(station: Station, who: PersonId) -> Erasure:
    """Erase a person, unless something is out to them. Raises Trouble."""
    books = station.books
    with books.write(station.clock.now()) as book:
        known = book.person_by_id(who)
        aliases = tuple(alias for alias, _ in books.keyring.aliases(book.connection, who))
        held = len(book.open_lines(who))
        if held or known is None:
            return Erasure((), held)
        words = _words(known, book.connection)
        book.append(Erased(aliases), [subject(Entity.PERSON, alias) for alias in aliases])
        _NO_SECRETS.run(book.connection, {"person": who})
        book.destroy_keys(who)
        FORGET_WORDS.run(book.connection)
    station.checkpoint()
    with books.read(station.clock.now()) as after:
        return Erasure(aliases, 0, tuple(_traces(after.connection, who, words)))


def _words(known: Person, connection: Connection) -> tuple[str, ...]:
    """Give every text by which this person could be known again."""
    codes = (row[0] for row in _BADGES.all(connection, {"person": known.id}))
    return tuple(word for word in (known.name, known.number, known.email, *codes) if word)


def _traces(connection: Connection, who: PersonId, words: tuple[str, ...]) -> Iterator[str]:
    """Name each table in which a word is left; what another person is called is no trace."""
    telling = [word for word in words if len(word) >= _TELLING]
    for table in metadata.sorted_tables:
        whose = "id" if table is person else "person"
        others = f'WHERE "{whose}" = ?' if whose in table.columns else ""
        query = f'SELECT * FROM "{table.name}" {others}'  # noqa: S608 - our own names
        rows = connection.execute(query, (who,) if others else ())
        values = {_text(value) for row in rows for value in row}
        found = any(word in value for value in values for word in telling)
        if found or (others and not values.isdisjoint(words)):
            yield table.name


def _text(value: object) -> str:
    """Give the text in a column; a number of ours is nobody's."""
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    return value if isinstance(value, str) else ""
