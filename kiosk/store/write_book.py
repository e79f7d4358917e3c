"""The write transaction: what is appended here is folded at once and durable at the end."""

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, delete
from sqlalchemy.dialects.sqlite import insert

from kiosk.domain.events import Body, EventRef, UnknownBody
from kiosk.domain.hlc import to_ms
from kiosk.domain.ids import Alias, PersonId, Subject, entity_of, uuid7
from kiosk.domain.ports import Code
from kiosk.store import reissue
from kiosk.store.book import ReadingBook
from kiosk.store.catalogue import Catalogue
from kiosk.store.driver import Connection, Statement
from kiosk.store.folding import Folding
from kiosk.store.keyring import Keyring
from kiosk.store.keyring_rows import FORGET_WORDS
from kiosk.store.ledger import Ledger, Moment, find_event
from kiosk.store.tables import unknown_code

UNKNOWN_DAYS = 30
_ENTROPY_BYTES = 10

_seen = insert(unknown_code).values(
    {column.name: bindparam(column.name) for column in unknown_code.columns}
)
_KEEP = Statement(
    _seen.on_conflict_do_update(
        index_elements=["text", "technology"],
        set_={"last_ms": _seen.excluded.last_ms, "times": unknown_code.c.times + 1},
    )
)
_FORGET = Statement(delete(unknown_code).where(unknown_code.c.last_ms < bindparam("before")))
_FORGET_ONE = Statement(
    delete(unknown_code).where(
        unknown_code.c.text == bindparam("text"),
        unknown_code.c.technology == bindparam("technology"),
    )
)


@dataclass(frozen=True, slots=True)
class Writer:
    """The one writing connection, with what is kept beside it."""

    connection: Connection
    ledger: Ledger
    folding: Folding
    keyring: Keyring

    def keys_changed(self, people: Mapping[str, str], *, is_destroyed: bool) -> None:
        """Make anew whatever rests on keys that came or went: the person of each alias."""
        if is_destroyed:
            self.keyring.forget()  # before anything is revealed again
        for alias, person in people.items():
            self.folding.key_changed(alias, person)
        if is_destroyed:
            FORGET_WORDS.run(self.connection)
        self.folding.settle()


class WritingBook(ReadingBook):
    """Satisfies ``ports.WriteBook``; made under the writer's lock, for one transaction."""

    def __init__(
        self,
        writer: Writer,
        now: datetime,
        trees: Callable[[Connection], Catalogue],
        moment: Moment,
    ) -> None:
        """Take the writer for the time of one transaction."""
        station = writer.ledger.head.station
        super().__init__(writer.connection, now, writer.keyring, trees, station)
        self._ledger = writer.ledger
        self._folding = writer.folding
        self._moment = moment
        self._sealed_for: EventRef | None = None
        self._appended = False
        self._failed = False
        self.call_at_commit: Callable[[], None] | None = None

    def append(
        self, body: Body, subjects: Sequence[Subject], actor: Alias | None = None
    ) -> EventRef:
        self._prepare()
        if self._sealed_for not in (None, self._ledger.next_ref):
            raise ValueError("text was sealed for an event that was not the next to be appended")
        self._sealed_for = None
        return self._append(body, subjects, actor or "")

    def seal(self, alias: Alias, field: str, text: str) -> str:
        self._prepare()
        ref = self._sealed_for = self._ledger.next_ref
        return self._keyring.seal(self.connection, alias, (ref, field), text)

    def new_id(self) -> str:
        return uuid7(to_ms(self._now), os.urandom(_ENTROPY_BYTES))

    def actor_alias(self, person: PersonId) -> Alias:
        """Give the current alias; a new one takes over record, bars, badges, roles and terms.

        Whoever was erased or merged since gets no new one of their own: a session of theirs may
        still have to be closed. A key that does not open is somebody's who has not ours.
        """
        aliases = self._keyring.aliases(self.connection, person)
        if not aliases:
            person = self._keyring.lives_on_as(self.connection, person)
            aliases = self._keyring.aliases(self.connection, person)
        opens = [each for each in aliases if self._keyring.opens(self.connection, each[0])]
        if aliases and not opens:
            return aliases[0][0]
        if opens and opens[0][1] >= self._keyring.period(self._now):
            return opens[0][0]
        if self._sealed_for is not None:
            raise ValueError("ask for an alias before text is sealed")
        alias = Alias(self.new_id())
        self._keyring.make(self.connection, alias, person, self._now)
        if aliases:
            reissue.under(self, person, alias)
        return alias

    def keep_unknown(self, code: Code) -> None:
        now_ms = to_ms(self._now)
        before = to_ms(self._now - timedelta(days=UNKNOWN_DAYS))
        _FORGET.run(self.connection, {"before": before})
        kept = {"text": code.text, "symbology": code.symbology, "technology": code.technology}
        times = {"reader": code.reader, "first_ms": now_ms, "last_ms": now_ms, "times": 1}
        _KEEP.run(self.connection, kept | times)

    def forget_unknown(self, code: Code) -> None:
        known = {"text": code.text, "technology": code.technology}
        _FORGET_ONE.run(self.connection, known)

    def find_event(self, ref: EventRef) -> Body | None:
        happened = find_event(self.connection, ref)
        if happened is None or isinstance(happened.body, UnknownBody):
            return None
        return happened.body

    def at_commit(self, call: Callable[[], None]) -> None:
        self.call_at_commit = call

    def destroy_keys(self, person: PersonId) -> None:
        """Destroy every key of a person; a truncating checkpoint has to follow the commit."""
        self._keyring.destroy(self.connection, person)
        self._folding.refresh_person(person)

    def keys_gone(self, aliases: Iterable[Alias], person: PersonId) -> None:
        """Show that aliases of a person were retired; a truncating checkpoint has to follow."""
        self._keyring.forget()
        for alias in aliases:
            self._folding.key_changed(alias, person)
        self._folding.settle()

    def finish(self) -> None:
        """Write the head of the chain, as the last statement before the commit."""
        if self._failed:
            raise RuntimeError("an append failed in this transaction, so it cannot be committed")
        if self._appended:
            self._ledger.seal_head()

    def _prepare(self) -> None:
        """Say first that the clock went back, once, before anything else is written."""
        if self._appended or self._sealed_for is not None:
            return
        jump = self._ledger.jump(self._moment)
        if jump is not None:
            self._append(jump[0], (jump[1],), "")

    def _append(self, body: Body, subjects: Sequence[Subject], actor: str) -> EventRef:
        self._failed = True
        for about in subjects:
            entity_of(about)  # whatever cannot be folded here must not be written here
        happened, number = self._ledger.add(body, subjects, actor, self._moment)
        self._folding.apply(happened, number, None)
        self._folding.settle()
        if self._folding.trees_changed:
            self._loaded = None
        self._failed = False
        self._appended = True
        return happened.ref
