"""Own facts written again: of a chain of which the centre holds another end, or a backup less.

The facts keep their time, their author and what they say. What names one of them is made to name
it at its new place, and text that was sealed for an event is sealed for the new one.
"""

import json
import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Any  # a body is JSON until a dataclass has taken it

from sqlalchemy import bindparam, delete, select, update

from kiosk.domain import canonical
from kiosk.domain.bodies.stations import StationEnrolled
from kiosk.domain.codec import canonical_json, from_plain, to_plain
from kiosk.domain.events import Body, Event, EventRef, UnknownBody
from kiosk.domain.ids import Alias, Entity, IncarnationId, StationId, subject
from kiosk.store.driver import Connection, Statement
from kiosk.store.folding import Folding
from kiosk.store.keyring import KeyDestroyed, Keyring
from kiosk.store.ledger import Head, Ledger, Moment, mac_of
from kiosk.store.tables import TRIGGERS, chain, event, station

_CHAIN = Statement(
    select(chain.c.id, chain.c.own, chain.c.acked).where(
        chain.c.station == bindparam("station"), chain.c.incarnation == bindparam("incarnation")
    )
)
_FROM = Statement(
    select(event.c.id, event.c.canonical, event.c.quarantined)
    .where(event.c.chain == bindparam("chain"), event.c.seq >= bindparam("seq"))
    .order_by(event.c.seq)
)
_BEFORE = Statement(
    select(event.c.seq, event.c.hlc, event.c.wall_ms, event.c.canonical).where(
        event.c.chain == bindparam("chain"), event.c.seq == bindparam("seq")
    )
)
_DROP = Statement(
    delete(event).where(event.c.chain == bindparam("chain"), event.c.seq >= bindparam("seq"))
)
_CUT = Statement(
    update(chain)
    .where(chain.c.id == bindparam("which"))
    .values({name: bindparam(name) for name in ("seq", "hlc", "wall_ms", "hash", "mac", "acked")})
)
_SELF = Statement(
    select(station.c.name, station.c.site, station.c.privileged).where(
        station.c.id == bindparam("which")
    )
)
_SEALED = re.compile(r"([0-9a-f-]{36})\.\d+\.[A-Za-z0-9+/]+=*")


class Forking:
    """Gives up the end of a chain, and goes on; within one transaction of the writer."""

    def __init__(
        self, connection: Connection, ledger: Ledger, folding: Folding, station_key: bytes
    ) -> None:
        self._connection = connection
        self._ledger = ledger
        self._folding = folding
        self._key = station_key

    def cut(self, which: StationId, incarnation: IncarnationId, seq: int) -> list[Event]:
        """Take the events from ``seq`` on out of the ledger; gives those of this station's own."""
        row = _CHAIN.one(self._connection, {"station": which, "incarnation": incarnation})
        assert row is not None  # noqa: S101 - a chain that differs is here
        number, own, acked = row
        at = {"chain": number, "seq": seq}
        given_up = []
        for place, written, quarantined in _FROM.all(self._connection, at):
            if not quarantined:
                happened = canonical.decode(written)
                self._folding.dismiss(happened, place)
                given_up.append(happened)
        self._connection.execute("DROP TRIGGER event_is_kept")
        _DROP.run(self._connection, at)
        self._connection.execute(TRIGGERS[1])
        before = _BEFORE.one(self._connection, {"chain": number, "seq": seq - 1})
        last, hlc, wall_ms, written = before or (0, 0, 0, b"")
        head_hash = canonical.event_hash(written) if written else canonical.GENESIS
        head = Head(number, which, incarnation, last, hlc, wall_ms, head_hash)
        values = {"which": number, "seq": last, "hlc": hlc, "wall_ms": wall_ms, "hash": head_hash}
        mac = mac_of(head, self._key) if own else b""
        _CUT.run(self._connection, values | {"mac": mac, "acked": min(acked, last)})
        self._folding.settle()
        self._ledger.forget()
        return given_up if own else []

    def enrol(self, before: IncarnationId, moment: Moment, forked_at: int | None = None) -> None:
        """Say which incarnation the present one follows; every station hears it."""
        which = self._ledger.head.station
        name, site, privileged = _SELF.one(self._connection, {"which": which}) or ("", "", 0)
        body = StationEnrolled(which, name, site, bool(privileged), before, forked_at)
        self._add(body, (subject(Entity.STATION, which),), "", moment)
        self._end()

    def write_again(self, events: Iterable[Event], keyring: Keyring) -> None:
        """Write facts of a chain that was given up under the present incarnation."""
        places = _Places(self._connection, keyring)
        for happened in events:
            if isinstance(happened.body, StationEnrolled):
                continue  # it spoke of the incarnation that it began
            body = places.moved(happened, self._ledger.next_ref)
            self._add(body, happened.subjects, happened.actor, _moment_of(happened))
        self._end()

    def take_up(self, events: Iterable[Event]) -> None:
        """Write events of this station again at their own places.

        They have to be the next ones of the present incarnation, as it wrote them once.
        """
        for happened in events:
            self._add(happened.body, happened.subjects, happened.actor, _moment_of(happened))
        self._end()

    def _add(
        self, body: Body | UnknownBody, subjects: tuple[Any, ...], actor: str, moment: Moment
    ) -> None:
        happened, number = self._ledger.add(body, subjects, actor, moment)
        self._folding.apply(happened, number, None)

    def _end(self) -> None:
        self._folding.settle()
        self._ledger.seal_head()


def _moment_of(happened: Event) -> Moment:
    return Moment(
        happened.wall_ms,
        happened.mono_ns,
        happened.boot_id,
        happened.clock_quality,
        happened.seen_cursor,
        happened.hlc,
    )


class _Places:
    """Where each event went: turns a body into one that fits at its new place."""

    def __init__(self, connection: Connection, keyring: Keyring) -> None:
        self._connection = connection
        self._keyring = keyring
        self._new: dict[str, str] = {}

    def moved(self, happened: Event, ref: EventRef) -> Body | UnknownBody:
        body = happened.body
        self._new[str(happened.ref)] = str(ref)
        refs = re.compile(rf"{happened.station}/{happened.incarnation}/\d+")

        def value(name: str, held: Any) -> Any:  # noqa: ANN401 - a JSON value
            match held:
                case dict():
                    return {
                        self._renamed(refs, key): value(key, each) for key, each in held.items()
                    }
                case list():
                    return [value(name, each) for each in held]
                case str():
                    sealed = self._sealed(name, held, (happened.ref, ref))
                    return sealed or self._renamed(refs, held)
                case _:
                    return held

        if isinstance(body, UnknownBody):  # a newer program stood here, and was taken back
            plain = canonical_json(value("", json.loads(body.plain_json)))
            return replace(body, plain_json=plain.decode())
        return from_plain(type(body), value("", to_plain(body)))

    def _renamed(self, refs: re.Pattern[str], text: str) -> str:
        return refs.sub(lambda found: self._new.get(found[0], found[0]), text)

    def _sealed(self, name: str, text: str, refs: tuple[EventRef, EventRef]) -> str:
        """Seal text anew for its new place; empty for what was not sealed, or cannot be read."""
        found = _SEALED.fullmatch(text)
        if found is None:
            return ""
        plain = self._keyring.reveal(self._connection, text, (refs[0], name))
        if plain is None:
            return ""
        try:
            return self._keyring.seal(self._connection, Alias(found[1]), (refs[1], name), plain)
        except KeyDestroyed:
            return ""
