"""What people do at a station; each act says in a word what it was."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from kiosk.domain.bodies.people import Barred, Unbarred
from kiosk.domain.bodies.records import PolicySet, RecordChanged, StatusSet
from kiosk.domain.events import Personal
from kiosk.domain.ids import Entity, subject
from kiosk.domain.policy import policy_key
from kiosk.domain.ports import Trouble
from kiosk.store.write_book import WritingBook
from tests.desk.school import ASSETS, about_asset, asset_id, person_id
from tests.simulation.hub import Hub
from tests.simulation.machine import Machine
from tests.simulation.oracle import truth

BORROWERS = ("ada", "ben", "cleo")
THINGS = ("CAM-1", "MIC-1", "TRI-9", "SOLO", "KIT-1", "KA", "KIT-2")
TOO_LARGE = 70_000


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


def bring(machine: Machine, chance: random.Random) -> str:
    tag = chance.choice(tuple(ASSETS))
    machine.scan(tag)
    return f"somebody brings {tag}"


def rename(machine: Machine, chance: random.Random) -> str:
    tag, name = chance.choice(tuple(ASSETS)), f"Thing {chance.randint(1, 9)}"
    changed = RecordChanged(Entity.ASSET, asset_id(tag), {"name": name})
    _write(machine, lambda book: book.append(changed, (about_asset(tag),)))
    return f"{tag} is called {name}"


def set_status(machine: Machine, chance: random.Random) -> str:
    tag, status = chance.choice(THINGS[:4]), chance.choice(("in_repair", "in_stock", "lost"))
    body = StatusSet(asset_id(tag), status)
    _write(machine, lambda book: book.append(body, (about_asset(tag),)))
    return f"{tag} is {status}"


def bar_or_not(machine: Machine, chance: random.Random) -> str:
    who = chance.choice(BORROWERS)

    def write(book: WritingBook) -> None:
        alias = book.actor_alias(person_id(who))
        about = (subject(Entity.PERSON, alias),)
        found = "SELECT id FROM bar WHERE person = ? AND lifted = 0 ORDER BY id"
        bars = book.connection.execute(found, (person_id(who),)).fetchall()
        if bars:
            book.append(Unbarred(alias, bars[0][0]), about)
        else:
            reason = Personal(book.seal(alias, "reason", "owes a lens"))
            book.append(Barred(alias, book.new_id(), reason), about)

    _write(machine, write)
    return who


def set_policy(machine: Machine, chance: random.Random) -> str:
    """Set a limit, which the centre takes from the hall alone."""
    most = chance.randint(1, 9)
    about = (subject(Entity.POLICY, policy_key("", "", "")),)
    _write(machine, lambda book: book.append(PolicySet("", "", "", {"max_items": most}), about))
    return f"{most} things at most"


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
    rename,
    set_status,
    bar_or_not,
    set_policy,
    poison,
)


def loans_at(hub: Hub) -> set[str]:
    """Give every loan that the centre knows."""
    return truth(hub.events()).loans


def _write(machine: Machine, write: Callable[[WritingBook], object]) -> None:
    """Write as the panel does; a full disk is told, and nothing is written."""
    try:
        with machine.station.books.write(machine.clock.now()) as book:
            write(book)
    except Trouble:
        if not machine.is_full:
            raise
