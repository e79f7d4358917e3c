"""One consistent reading of the books, as the desk asks for it."""

from collections.abc import Callable, Sequence
from datetime import datetime
from itertools import chain

from kiosk.domain.calendar import SiteCalendar
from kiosk.domain.hlc import to_ms
from kiosk.domain.identifiers import tiers
from kiosk.domain.ids import (
    Alias,
    AssetId,
    Entity,
    KitId,
    LocationId,
    PersonId,
    Subject,
    TypeId,
    entity_of,
)
from kiosk.domain.model import Asset, Kit, Named, OpenLine, Person
from kiosk.domain.parking import Happened
from kiosk.domain.policy import Policy
from kiosk.domain.ports import Code
from kiosk.store import reading
from kiosk.store.catalogue import Catalogue
from kiosk.store.driver import Connection
from kiosk.store.keyring import Keyring
from kiosk.store.recent import recent
from kiosk.store.sessions import open_sessions
from kiosk.store.settings import SYNCED_MS, read_setting

_BADGE = "badge:"


class ReadingBook:
    """Satisfies ``ports.Book`` over one connection with an open transaction."""

    def __init__(
        self,
        connection: Connection,
        now: datetime,
        keyring: Keyring,
        trees: Callable[[Connection], Catalogue],
        station: str,
    ) -> None:
        """Take what one reading needs; ``trees`` gives the catalogue of this very reading."""
        self.connection = connection
        self._now = now
        self._keyring = keyring
        self._load_trees = trees
        self._loaded: Catalogue | None = None
        self._station = station

    @property
    def now(self) -> datetime:
        return self._now

    @property
    def trees(self) -> Catalogue:
        if self._loaded is None:
            self._loaded = self._load_trees(self.connection)
        return self._loaded

    def find(self, code: Code) -> tuple[Named, ...]:
        for tier in tiers(code):
            named = (reading.NAMED.all(self.connection, {"form": form}) for form in tier)
            if rows := list(chain.from_iterable(named)):
                return self._named({row[0]: None for row in rows})
        return ()

    def person(self, alias: Alias) -> Person | None:
        key = self._keyring.person(self.connection, alias)
        return self.person_by_id(key) if key else None

    def person_by_id(self, person: PersonId) -> Person | None:
        return reading.read_person(self.connection, person, self._now)

    def asset(self, asset: AssetId) -> Asset | None:
        return reading.read_asset(self.connection, self.trees, asset)

    def kit(self, kit: KitId) -> Kit | None:
        return reading.read_kit(self.connection, self.trees, kit)

    def holder_name(self, holder: Subject) -> str:
        entity, key = entity_of(holder)
        if entity is Entity.ORGANISATION:
            row = reading.ORGANISATION_NAME.one(self.connection, {"key": key})
            return row[0] if row else ""
        person = self.person(Alias(key))
        return person.name if person else reading.pseudonym(key)

    def recent(self, about: Subject, since: datetime) -> tuple[Happened, ...]:
        return recent(self.connection, about, since)

    def open_lines(self, person: PersonId) -> tuple[OpenLine, ...]:
        return reading.lines_of_person(self.connection, self.trees, person)

    def policy(
        self, type_path: Sequence[TypeId], category: str, place_path: Sequence[LocationId]
    ) -> Policy:
        return self.trees.policy(type_path, category, place_path)

    def calendar(self, place_path: Sequence[LocationId]) -> SiteCalendar:
        return self.trees.calendar(place_path)

    def site(self) -> tuple[LocationId, ...]:
        return self.trees.place_path(self.trees.sites.get(self._station, ""))

    def data_age_s(self) -> int | None:
        synced = read_setting(self.connection, SYNCED_MS)
        return max(0, to_ms(self._now) - int(synced)) // 1000 if synced else None

    def open_sessions(self) -> tuple[tuple[str, Subject], ...]:
        return open_sessions(self.connection)

    def _named(self, names: dict[str, None]) -> tuple[Named, ...]:
        """Read what is named; a thing out of use gives way to one that took over its code."""
        found = {each.id: each for name in names if (each := self._one(name)) is not None}
        kept = tuple(each for each in found.values() if not each.removed)
        return kept or tuple(found.values())

    def _one(self, name: str) -> Named | None:
        if name.startswith(_BADGE):
            return self.person_by_id(PersonId(name.removeprefix(_BADGE)))
        entity, key = entity_of(Subject(name))
        match entity:
            case Entity.ASSET:
                return self.asset(AssetId(key))
            case Entity.KIT:
                return self.kit(KitId(key))
            case Entity.LOCATION:
                return self.trees.locations.get(key)
            case Entity.PERSON:
                return self.person(Alias(key))
            case _:
                return None
