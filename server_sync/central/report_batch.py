"""A batch of the feed folded into the reports, within one transaction.

What is newest steps its subject's state; what comes between, or changes what earlier events mean,
has the subject folded from its whole history, which the ledger beside the reports holds.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from kiosk.domain.bodies.lending import CheckedOut
from kiosk.domain.bodies.stations import StationDisowned
from kiosk.domain.canonical import decode
from kiosk.domain.codec import to_plain
from kiosk.domain.events import Event, Receipt
from kiosk.domain.fold import (
    NO_POLICIES,
    Policies,
    empty_state,
    fold,
    needs_refold,
    order_key,
    step,
)
from kiosk.domain.fold.policies import News
from kiosk.domain.ids import Entity, LineId, Subject, entity_of, is_known
from kiosk.domain.state import Line, PolicyState, State
from server_sync.central.folds import Rows
from server_sync.central.report_tables import ReportTables

Entry = tuple[Event, Receipt]


@dataclass(slots=True)
class _Held:
    """A subject in memory; ``before`` is what its rows in the tables were made from."""

    id: int
    latest: str
    before: State | None
    now: State


class ReportBatch:
    """Folds events that follow those in the tables; ``write`` ends it."""

    def __init__(self, tables: ReportTables, rows: Rows) -> None:
        """Begin with nothing in memory."""
        self._tables = tables
        self._rows = rows
        self._held: dict[Subject, _Held] = {}
        self._again: dict[Subject, None] = {}
        self._lines: dict[LineId, Line] = {}
        self._lines_gone: set[str] = set()
        self._loans: dict[str, Mapping[str, object]] = {}
        self._loans_again: set[str] = set()
        self._entries: Sequence[Entry] = ()
        self._policies: Policies | None = None

    def fold(self, entries: Sequence[Entry]) -> None:
        """Fold events in the order of the feed; raises whatever a fold raises."""
        self._entries = entries
        self._load({about for happened, _ in entries for about in _subjects(happened)})
        self._remember(
            (about, receipt.feed) for happened, receipt in entries for about in _subjects(happened)
        )
        self._disown(entries)
        for happened, receipt in entries:
            self._take(happened, receipt)
        while self._again:
            about = max(self._again, key=_is_policy)
            del self._again[about]
            self._fold_again(about)

    def take_keys(self, contents: Iterable[bytes]) -> None:
        """Note who an alias is, or that nobody can know any more."""
        kept: dict[str, Mapping[str, object]] = {}
        gone: dict[str, Mapping[str, object]] = {}
        for content in contents:
            plain = json.loads(content)
            if plain["table"] == "person_alias":
                is_gone = plain["wrapped_key"] is None
                (gone if is_gone else kept)[plain["alias"]] = plain
                (kept if is_gone else gone).pop(plain["alias"], None)
        self._tables.drop("alias", gone.values())
        self._tables.put("alias", kept.values())

    def write(self) -> None:
        """Write states, lines, loans, and the rows that differ."""
        dumps = self._rows.dumps
        values = [
            (held.id, held.latest, "" if _is_empty(about, held.now) else dumps(held.now))
            for about, held in self._held.items()
        ]
        ids, latest, texts = zip(*values, strict=True) if values else ((), (), ())
        self._tables.run(_SAVE, {"ids": list(ids), "latest": list(latest), "texts": list(texts)})
        self._tables.drop("line", ({"id": gone} for gone in self._lines_gone))
        lines = sorted(self._lines.values(), key=lambda line: line.returned_ms == 0)
        self._tables.put("line", map(self._rows.line, lines))
        self._tables.put("loan", self._loans.values())
        self._tables.run(_DROP_EMPTY_LOANS, {"loans": list(self._loans_again)})
        self._write_rows()

    def _take(self, happened: Event, receipt: Receipt) -> None:
        if isinstance(happened.body, CheckedOut):
            self._loans[happened.body.loan] = self._rows.loan(happened, happened.body, receipt)
        order = order_key(happened, receipt)
        again = needs_refold(happened)
        for about in _subjects(happened):
            held = self._held[about]
            if again or about in self._again or order < held.latest:
                self._again[about] = None
                continue
            entity, key = entity_of(about)
            before = held.now
            policies = self._in_force(entity)
            held.now, lines = step(entity, key, before, happened, receipt, policies)
            held.latest = order
            self._lines |= lines
            self._look_back(before, held.now)

    def _disown(self, entries: Sequence[Entry]) -> None:
        """Put disownings into the history of what they take events from, whichever came first."""
        for happened, receipt in entries:
            if isinstance(happened.body, StationDisowned):
                values = to_plain(happened.body) | {"feed": receipt.feed}
                self._tables.run(_ADD_DISOWNING, values)
                found = [decode(content) for (content,) in self._tables.run(_DISOWNED, values)]
                touched = {about for each in found for about in _subjects(each)}
                self._reach(touched, receipt.feed)
        for feed, station, incarnation, from_seq in self._tables.run(_DISOWNINGS):
            for happened, _ in entries:
                chain = (happened.station, happened.incarnation)
                if chain == (station, incarnation) and happened.seq >= from_seq:
                    self._reach(_subjects(happened), feed)

    def _reach(self, subjects: Iterable[Subject], feed: int) -> None:
        reached = list(subjects)
        self._load(reached)
        self._remember((about, feed) for about in reached)
        self._again |= dict.fromkeys(reached)

    def _load(self, subjects: Iterable[Subject]) -> None:
        wanted = [about for about in subjects if about not in self._held]
        if not wanted:
            return
        self._tables.run(_ADD, {"subjects": wanted})
        for number, about, latest, text in self._tables.run(_FIND, {"subjects": wanted}):
            entity, _ = entity_of(about)
            before = self._rows.loads(entity, text) if text else None
            now = empty_state(entity) if before is None else before
            self._held[about] = _Held(number, latest, before, now)

    def _remember(self, pairs: Iterable[tuple[Subject, int]]) -> None:
        states, feeds = [], []
        for about, feed in pairs:
            states.append(self._held[about].id)
            feeds.append(feed)
        self._tables.run(_REMEMBER, {"states": states, "feeds": feeds})

    def _fold_again(self, about: Subject) -> None:
        entity, key = entity_of(about)
        held = self._held[about]
        history = [
            (decode(content), Receipt(*receipt))
            for content, *receipt in self._tables.run(_HISTORY, {"state": held.id})
        ]
        before = held.now
        held.now, lines = fold(entity, key, history, self._in_force(entity))
        held.latest = max((order_key(*entry) for entry in history), default="")
        self._replace_lines(entity, key, lines)
        for happened, receipt in history:
            if isinstance(happened.body, CheckedOut):
                loan = happened.body.loan
                self._loans[loan] = self._rows.loan(happened, happened.body, receipt)
                self._loans_again.add(loan)
        self._look_back(before, held.now)

    def _in_force(self, entity: Entity) -> Policies:
        """Give the policies to fold something with that is lent; read once for a batch."""
        if entity not in (Entity.ASSET, Entity.KIT):
            return NO_POLICIES
        if self._policies is None:
            found = self._tables.run(_POLICIES)
            self._load(about for (about,) in found)
            rows = (held.now for about, held in self._held.items() if _is_policy(about))
            self._policies = Policies.of(row for row in rows if isinstance(row, PolicyState))
        return self._policies

    def _look_back(self, before: State, after: State) -> None:
        """Fold again what was lent before a policy was heard of that held already."""
        if not isinstance(after, PolicyState):
            return
        self._policies = None
        news = News.of(before, after)
        if news.words:
            policies = self._in_force(Entity.ASSET)
            found = self._tables.run(_LENT_SINCE, {"ms": news.since_ms})
            lent = [(decode(content), Receipt(*receipt)) for content, *receipt in found]
            lent += self._entries
            reached = {about for each in lent for about in news.reach(*each, policies)}
            self._load(reached)
            self._again |= dict.fromkeys(sorted(reached))

    def _replace_lines(self, entity: Entity, key: str, lines: Mapping[LineId, Line]) -> None:
        if entity not in (Entity.ASSET, Entity.KIT):
            return
        statement = _LINES_OF_ASSET if entity is Entity.ASSET else _LINES_OF_KIT
        here = {row[0] for row in self._tables.run(statement, {"key": key})}
        stepped = {
            each.id
            for each in self._lines.values()
            if (each.asset == key if entity is Entity.ASSET else each.kit == key and each.part)
        }
        self._lines_gone |= here - lines.keys()
        self._lines = {
            name: each for name, each in self._lines.items() if name not in stepped
        } | dict(lines)

    def _write_rows(self) -> None:
        put: defaultdict[str, list[Mapping[str, object]]] = defaultdict(list)
        gone: defaultdict[str, list[Mapping[str, object]]] = defaultdict(list)
        for about, held in self._held.items():
            if held.before == held.now:
                continue
            old, new = self._keyed(about, held.before), self._keyed(about, held.now)
            for key in old.keys() - new.keys():
                gone[str(key[0])].append(old[key])
            for key, values in new.items():
                if old.get(key) != values:
                    put[str(key[0])].append(values)
        for table, rows in gone.items():
            self._tables.drop(table, rows)
        for table, rows in put.items():
            self._tables.put(table, rows)

    def _keyed(
        self, about: Subject, state: State | None
    ) -> dict[tuple[object, ...], Mapping[str, object]]:
        if state is None or _is_empty(about, state):
            return {}
        made = self._rows.rows(about, state)
        keyed = ((self._tables.key(table, values), values) for table, values in made)
        return {key: values for key, values in keyed if key is not None}


def _subjects(happened: Event) -> list[Subject]:
    return [about for about in dict.fromkeys(happened.subjects) if is_known(about)]


def _is_policy(about: Subject) -> bool:
    return about.startswith(f"{Entity.POLICY}:")


def _is_empty(about: Subject, state: State) -> bool:
    return state == empty_state(entity_of(about)[0])


_ADD = """
INSERT INTO {}.state (subject) SELECT about FROM unnest(%(subjects)s::text[]) AS about
ON CONFLICT DO NOTHING
"""
_FIND = "SELECT id, subject, latest, json FROM {}.state WHERE subject = ANY (%(subjects)s)"
_SAVE = """
UPDATE {}.state AS s SET latest = given.latest, json = given.json
FROM unnest(%(ids)s::bigint[], %(latest)s::text[], %(texts)s::text[])
    AS given (id, latest, json)
WHERE s.id = given.id
"""
_REMEMBER = """
INSERT INTO {}.history SELECT * FROM unnest(%(states)s::bigint[], %(feeds)s::bigint[])
ON CONFLICT DO NOTHING
"""
_HISTORY = """
SELECT l.content, l.feed, l.received_ms, l.effective_ms
FROM {}.history h JOIN {tenant}.ledger l USING (feed) WHERE h.state = %(state)s ORDER BY l.feed
"""
_ADD_DISOWNING = """
INSERT INTO {}.disowning VALUES (%(feed)s, %(station)s, %(incarnation)s, %(from_seq)s)
"""
_DISOWNED = """
SELECT l.content FROM {tenant}.ledger l JOIN {tenant}.chain c ON c.id = l.chain
WHERE c.station = %(station)s AND c.incarnation = %(incarnation)s AND l.seq >= %(from_seq)s
AND l.what = 'e' AND l.feed < %(feed)s AND l.feed NOT IN (SELECT feed FROM {}.doubted)
"""
_DISOWNINGS = "SELECT feed, station, incarnation, from_seq FROM {}.disowning"
_POLICIES = "SELECT subject FROM {}.policy"
_LENT_SINCE = """
SELECT g.content, g.feed, g.received_ms, g.effective_ms
FROM (SELECT DISTINCT event FROM {}.line WHERE out_ms >= %(ms)s) AS l
JOIN {tenant}.chain c ON c.station = split_part(l.event, '/', 1)
    AND c.incarnation = split_part(l.event, '/', 2)
JOIN {tenant}.ledger g ON g.chain = c.id AND g.seq = split_part(l.event, '/', 3)::bigint
"""
_LINES_OF_ASSET = "SELECT id FROM {}.line WHERE asset = %(key)s"
_LINES_OF_KIT = "SELECT id FROM {}.line WHERE kit = %(key)s AND part <> ''"
_DROP_EMPTY_LOANS = """
DELETE FROM {0}.loan o WHERE o.id = ANY (%(loans)s::text[])
AND NOT EXISTS (SELECT FROM {0}.line l WHERE l.loan = o.id)
"""
