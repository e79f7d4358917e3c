"""A small school on a real station, and a desk to stand at: one badge each, a few things, a kit."""

from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

from kiosk.desk.counter import Counter
from kiosk.desk.inputs import Input, PinTyped, Pressed, ReasonGiven, Scanned, Undone
from kiosk.desk.outcomes import Outcome
from kiosk.desk.settings import DeskSettings
from kiosk.domain.bodies.people import BadgeGiven, Barred, RoleGiven
from kiosk.domain.bodies.records import CalendarSet, PolicySet, RecordChanged
from kiosk.domain.canonical import decode
from kiosk.domain.events import Body, Personal
from kiosk.domain.identifiers import Command
from kiosk.domain.ids import Alias, AssetId, Entity, KitId, PersonId, Subject, subject
from kiosk.domain.model import Asset, Kit
from kiosk.domain.policy import policy_key
from kiosk.domain.ports import Code, WriteBook
from kiosk.domain.records import SCHEMAS
from kiosk.domain.roles import Role
from tests.fakes.clock import FakeClock
from tests.store.station_fixture import SITE, make_station, reopen

T = TypeVar("T")
PEOPLE = ("ada", "ben", "tess", "dora", "cleo")
"""Two pupils, a technician, a desk assistant, and a pupil who is barred."""
BADGES = {name: Code(f"04A1B2C{n}", technology="iso14443a") for n, name in enumerate(PEOPLE)}
PINS = {"tess": "4711", "dora": "1234"}
ASSETS = {
    "CAM-1": {"name": "Canon camera"},
    "MIC-1": {"name": "Røde microphone"},
    "TRI-9": {"name": "Tripod"},
    "LENS-1": {"name": "Prime lens", "high_value": 1},
    "OLD-1": {"name": "Old radio", "cannot_lend": 1},
    "KA": {"name": "Recorder", "kit": "KIT-1"},
    "KB": {"name": "Boom pole", "kit": "KIT-1"},
    "SOLO": {"name": "Lamp", "kit": "KIT-2"},
}
KITS = {"KIT-1": "Interview kit", "KIT-2": "Light kit"}


def person_id(name: str) -> PersonId:
    return PersonId(f"01936a00-0000-7000-9000-{PEOPLE.index(name):012d}")


def asset_id(tag: str) -> AssetId:
    return AssetId(f"01936a00-0000-7000-a000-{list(ASSETS).index(tag):012d}")


def kit_id(tag: str) -> KitId:
    return KitId(f"01936a00-0000-7000-b000-{list(KITS).index(tag):012d}")


PART = "01936a00-0000-7000-c000-000000000000"
SHELF = "01936a00-0000-7000-d000-000000000000"


def about_asset(tag: str) -> Subject:
    return subject(Entity.ASSET, asset_id(tag))


def about_kit(tag: str) -> Subject:
    return subject(Entity.KIT, kit_id(tag))


def set_fields(book: WriteBook, entity: Entity, key: str, **fields: str | int) -> None:
    """Write a record as staff would; a person's key is their alias."""
    schema = SCHEMAS[entity]
    sealed = {
        name: book.seal(Alias(key), name, str(value)) if schema[name].personal else value
        for name, value in fields.items()
    }
    book.append(RecordChanged(entity, key, sealed), (subject(entity, key),))


def _furnish(book: WriteBook) -> None:
    for kit, name in KITS.items():
        set_fields(book, Entity.KIT, kit_id(kit), tag=kit, name=name)
    for tag, fields in ASSETS.items():
        known = dict(fields)
        if "kit" in known:
            known["kit"] = kit_id(str(known["kit"]))
        set_fields(book, Entity.ASSET, asset_id(tag), tag=tag, **known)
    set_fields(book, Entity.PART, PART, name="XLR cable", quantity=2, kit=kit_id("KIT-1"))
    set_fields(book, Entity.LOCATION, SHELF, name="Shelf 3", code="SHELF-3", parent=SITE)
    hours = tuple(f"{day} 08:00-17:00" for day in range(1, 6))
    calendar = CalendarSet(SITE, "Europe/London", hours, ("Lesson 1 09:00-09:50",))
    book.append(calendar, (subject(Entity.CALENDAR, SITE), subject(Entity.LOCATION, SITE)))


def _enrol(book: WriteBook) -> None:
    for name in PEOPLE:
        alias = book.actor_alias(person_id(name))
        about = (subject(Entity.PERSON, alias),)
        set_fields(book, Entity.PERSON, alias, name=f"{name.title()} Lovelace", category="pupil")
        sealed = Personal(book.seal(alias, "code", BADGES[name].text))
        given = BadgeGiven(alias, book.new_id(), sealed, BADGES[name].technology)
        book.append(given, about)
    for name, role in (("tess", Role.TECHNICIAN), ("dora", Role.DESK)):
        alias = book.actor_alias(person_id(name))
        book.append(RoleGiven(alias, role), (subject(Entity.PERSON, alias),))


@cache
def _furnished() -> bytes:
    with TemporaryDirectory(prefix="lendstation-test-") as folder:
        station = make_station(Path(folder))
        with station.books.write(FakeClock().now()) as book:
            _furnish(book)
            _enrol(book)
        for name, pin in PINS.items():
            station.secrets.set_pin(person_id(name), pin, FakeClock().now())
        path = station.path
        station.close()
        return path.read_bytes()


@dataclass
class Desk:
    """A counter over a real station; ``said`` collects what it answered."""

    folder: Path
    settings: DeskSettings = field(default_factory=DeskSettings)
    clock: FakeClock = field(default_factory=FakeClock)
    said: list[Outcome] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / "station.db").write_bytes(_furnished())
        self.station = reopen(self.folder, self.clock)
        self.counter = self.stand()

    def stand(self) -> Counter:
        station = self.station
        return Counter(station.books, station.secrets, self.clock, self.said.append, self.settings)

    @property
    def now(self) -> datetime:
        return self.clock.now()

    def give(self, given: Input) -> list[Outcome]:
        """Give an input; what it made the desk say, and nothing before."""
        before = len(self.said)
        self.counter.submit(given)
        return self.said[before:]

    def scan(self, text: str) -> list[Outcome]:
        self.clock.advance(seconds=2)
        return self.give(Scanned(self.now, Code(text)))

    def tap(self, name: str) -> list[Outcome]:
        self.clock.advance(seconds=2)
        return self.give(Scanned(self.now, BADGES[name]))

    def press(self, command: Command) -> list[Outcome]:
        return self.give(Pressed(self.now, command))

    def undo(self, answer: str = "") -> list[Outcome]:
        return self.give(Undone(self.now, answer))

    def pin(self, pin: str) -> list[Outcome]:
        return self.give(PinTyped(self.now, pin))

    def reason(self, text: str) -> list[Outcome]:
        return self.give(ReasonGiven(self.now, text))

    def wait(self, seconds: float) -> list[Outcome]:
        self.clock.advance(seconds=seconds)
        before = len(self.said)
        self.counter.tick()
        return self.said[before:]

    def last(self, kind: type[T]) -> T:
        """Give the last answer, which must be of this kind."""
        answer = self.said[-1]
        assert isinstance(answer, kind), answer
        return answer

    def asset(self, tag: str) -> Asset:
        with self.station.books.read(self.now) as book:
            found = book.asset(asset_id(tag))
        assert found is not None
        return found

    def kit(self, tag: str) -> Kit:
        with self.station.books.read(self.now) as book:
            found = book.kit(kit_id(tag))
        assert found is not None
        return found

    def held_by(self, tag: str) -> str:
        """Name who has an asset; empty for nobody."""
        line = self.asset(tag).open_line
        with self.station.books.read(self.now) as book:
            for name in PEOPLE:
                if line and line.id in {held.id for held in book.open_lines(person_id(name))}:
                    return name
        return ""

    def record(self, body: Body, *subjects: Subject) -> None:
        """Append an event as something else than the desk would."""
        with self.station.books.write(self.now) as book:
            book.append(body, subjects)

    def edit(self, entity: Entity, key: str, **fields: str | int) -> None:
        with self.station.books.write(self.now) as book:
            set_fields(book, entity, key, **fields)

    def set_policy(self, **fields: str | int) -> None:
        key = policy_key("", "", "")
        self.record(PolicySet("", "", "", dict(fields)), subject(Entity.POLICY, key))

    def bar(self, name: str) -> None:
        with self.station.books.write(self.now) as book:
            alias = book.actor_alias(person_id(name))
            reason = Personal(book.seal(alias, "reason", "owes a lens"))
            book.append(Barred(alias, book.new_id(), reason), (subject(Entity.PERSON, alias),))

    def edit_person(self, name: str, **fields: str | int) -> None:
        with self.station.books.write(self.now) as book:
            set_fields(book, Entity.PERSON, book.actor_alias(person_id(name)), **fields)

    def bodies(self) -> list[Body]:
        """Read every body of the ledger, in order."""
        with self.station.books.read(self.now) as book:
            rows = book.connection.execute("SELECT canonical FROM event ORDER BY id").fetchall()
        return [decode(row[0]).body for row in rows]

    def close(self) -> None:
        self.station.close()

    def restart(self) -> None:
        """Stop as a power cut does, and stand at the desk again."""
        self.station.close()
        self.station = reopen(self.folder, self.clock)
        self.counter = self.stand()
