"""What people do at a station; each act says in a word what it was."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from kiosk.domain.bodies.people import Barred, Unbarred
from kiosk.domain.bodies.records import Merged, PolicySet, RecordChanged, StatusSet
from kiosk.domain.bodies.stations import StationDisowned
from kiosk.domain.events import Body, EventRef, Personal
from kiosk.domain.ids import Entity, IncarnationId, PersonId, StationId, subject
from kiosk.domain.policy import policy_key
from kiosk.domain.trouble import Trouble
from kiosk.store.erasure import erase
from kiosk.store.write_book import WritingBook
from tests.desk.school import ASSETS, about_asset, asset_id, person_id
from tests.simulation.hub import Hub
from tests.simulation.machine import Machine
from tests.simulation.oracle import truth
from tests.simulation.tomorrow import RenamedTomorrow
from tests.store.station_fixture import SITE

BORROWERS = ("ada", "ben", "cleo")
THINGS = ("CAM-1", "MIC-1", "TRI-9", "SOLO", "KIT-1", "KA", "KIT-2")
TOO_LARGE = 70_000
PRIVILEGED = "hall"
"""The one station from which the centre takes everything."""


class _Strange(StrEnum):
    WORD = "from_the_future"


@dataclass(frozen=True, slots=True)
class FromTheFuture:
    """An event of a kind that no program here knows."""

    kind: ClassVar = _Strange.WORD
    version: ClassVar = 1

    asset: str


def lend(machine: Machine, chance: random.Random) -> str:
    who = chance.choice(BORROWERS)
    tags = chance.sample(THINGS, chance.randint(1, 2))
    machine.lend(who, *tags)
    return f"{who} takes or brings {' '.join(tags)}"


def take_kit(machine: Machine, chance: random.Random) -> str:
    who = chance.choice(BORROWERS)
    machine.take_kit(who)
    return f"{who} takes or brings the whole kit"


def bring_kit(machine: Machine, chance: random.Random) -> str:
    cables = chance.randint(0, 2)
    machine.bring_kit(cables)
    return f"somebody brings the kit with {cables} cables"


def bring(machine: Machine, chance: random.Random) -> str:
    tag = chance.choice(tuple(ASSETS))
    machine.scan(tag)
    return f"somebody brings {tag}"


def rename(machine: Machine, chance: random.Random) -> str:
    tag, name = chance.choice(tuple(ASSETS)), f"Thing {chance.randint(1, 9)}"
    changed: Body = RecordChanged(Entity.ASSET, asset_id(tag), {"name": name})
    if machine.is_newer and chance.random() < 0.5:
        changed = RenamedTomorrow(asset_id(tag), name)
    _write(machine, lambda book: book.append(changed, (about_asset(tag),)))
    return f"{tag} is called {name}"


def set_status(machine: Machine, chance: random.Random) -> str:
    tag, status = chance.choice(THINGS[:4]), chance.choice(("in_repair", "in_stock", "lost"))
    body = StatusSet(asset_id(tag), status)
    _write(machine, lambda book: book.append(body, (about_asset(tag),)))
    return f"{tag} is {status}"


def bar_or_not(machine: Machine, chance: random.Random) -> str:
    who = chance.choice(BORROWERS)
    person = now_called(machine, who)

    def write(book: WritingBook) -> None:
        if not _is_known(book, person):
            return
        alias = book.actor_alias(person)
        about = (subject(Entity.PERSON, alias),)
        found = "SELECT event FROM bar WHERE person = ? AND lifted = 0 ORDER BY id"
        bars = book.connection.execute(found, (person,)).fetchall()
        bar = book.find_event(EventRef.parse(bars[0][0])) if bars else None
        if isinstance(bar, Barred):  # lifted under the alias that has it
            book.append(Unbarred(bar.person, bar.bar), (subject(Entity.PERSON, bar.person),))
        else:
            reason = Personal(book.seal(alias, "reason", "owes a lens"))
            book.append(Barred(alias, book.new_id(), reason), about)

    _write(machine, write)
    return who


def now_called(machine: Machine, who: str) -> PersonId:
    """Say which record is theirs by now, after all merges."""
    query = "SELECT person FROM person_alias WHERE made_for = ? LIMIT 1"
    found = machine.query(query, person_id(who))
    return PersonId(found[0][0]) if found else person_id(who)


def set_policy(machine: Machine, chance: random.Random) -> str:
    """Set a limit or a period for all, pupils or the site, which the centre takes from the hall."""
    row = chance.choice((("", "", ""), ("", "pupil", ""), ("", "", SITE)))
    fields = chance.choice(({"max_items": chance.randint(1, 9)}, {"loan_period": "2d"}))
    if chance.random() < 0.3:
        fields = dict.fromkeys(fields, "")
    about = (subject(Entity.POLICY, policy_key(*row)),)
    _write(machine, lambda book: book.append(PolicySet(*row, fields), about))
    return f"{fields} for {row}"


def merge(machine: Machine, chance: random.Random) -> str:
    """Say that two people, or two things, were always the same."""
    if chance.random() < 0.5:
        one, other = chance.sample(BORROWERS, 2)
        people = [now_called(machine, name) for name in (one, other)]
        if people[0] == people[1]:
            return f"{one} is {other} already"

        def write(book: WritingBook) -> None:
            if not all(_is_known(book, person) for person in people):
                return
            aliases = [book.actor_alias(person) for person in people]
            about = [subject(Entity.PERSON, alias) for alias in aliases]
            book.append(Merged(Entity.PERSON, *aliases), about)

        _write(machine, write)
    else:
        one, other = chance.sample(THINGS[:4], 2)
        body = Merged(Entity.ASSET, asset_id(one), asset_id(other))
        _write(machine, lambda book: book.append(body, (about_asset(one), about_asset(other))))
    return f"{one} is {other}"


def erase_somebody(machine: Machine, chance: random.Random) -> str:
    """Erase a person, which the centre takes from the hall alone."""
    if machine.login != PRIVILEGED:
        return "not here"
    who = chance.choice(BORROWERS)
    try:
        done = erase(machine.station, now_called(machine, who))
    except Trouble:
        if not machine.is_full:
            raise
        return "no room"
    return f"{who}: {'done' if done.aliases else 'not now'}"


def disown(hall: Machine, station: str, chance: random.Random) -> str:
    """Take what a stolen station wrote lately, and whatever it will write, out of every fold."""
    found = hall.query("SELECT incarnation, seq FROM chain WHERE station = ? ORDER BY id", station)
    if not found:
        return "unknown there"
    incarnation, seq = found[-1]
    first = max(1, seq + 1 - chance.randint(0, 5))
    body = StationDisowned(StationId(station), IncarnationId(incarnation), first)
    _write(hall, lambda book: book.append(body, (subject(Entity.STATION, station),)))
    return f"from its event {first} on"


def poison(machine: Machine, chance: random.Random) -> str:
    tag = chance.choice(tuple(ASSETS))
    about = (about_asset(tag),)
    if chance.random() < 0.5:
        _write(machine, lambda book: book.append(FromTheFuture(asset_id(tag)), about))
        return "a kind that nobody knows"
    changed = RecordChanged(Entity.ASSET, asset_id(tag), {"description": "x" * TOO_LARGE})
    _write(machine, lambda book: book.append(changed, about))
    return "an event that is too large"


ACTS: tuple[Callable[[Machine, random.Random], str], ...] = (
    *(lend,) * 8,
    *(bring,) * 4,
    take_kit,
    take_kit,
    bring_kit,
    bring_kit,
    rename,
    set_status,
    bar_or_not,
    set_policy,
    poison,
    merge,
)


def loans_at(hub: Hub) -> set[str]:
    """Give every loan that the centre knows."""
    return truth(hub.events()).loans


def _is_known(book: WritingBook, person: PersonId) -> bool:
    """Say whether somebody can be written about: they were not erased."""
    found = book.person_by_id(person)
    return found is not None and not found.removed


def _write(machine: Machine, write: Callable[[WritingBook], object]) -> None:
    """Write as the panel does; a full disk is told, and nothing is written."""
    try:
        with machine.station.books.write(machine.clock.now()) as book:
            write(book)
    except Trouble:
        if not machine.is_full:
            raise
