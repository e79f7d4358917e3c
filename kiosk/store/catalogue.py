"""Types, places, policies and calendars: small trees, kept in memory until one of them changes."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any  # a path is of the ids that its rows are of

from sqlalchemy import select

from kiosk.domain.calendar import SiteCalendar
from kiosk.domain.ids import LocationId, TypeId
from kiosk.domain.model import AssetType, Location
from kiosk.domain.policy import Policy, PolicyRow, resolve
from kiosk.domain.state import CalendarState
from kiosk.store.driver import Connection, Row, Statement
from kiosk.store.tables import calendar, location, policy, station, type_

_TYPES = Statement(select(type_.c.id, type_.c.parent, type_.c.name, type_.c.icon, type_.c.removed))
_LOCATIONS = Statement(
    select(
        location.c.id,
        location.c.parent,
        location.c.name,
        location.c.kind,
        location.c.code,
        location.c.removed,
    )
)
_POLICIES = Statement(select(policy.c.type, policy.c.category, policy.c.place, policy.c.fields))
_CALENDARS = Statement(select(calendar))
_SITES = Statement(select(station.c.id, station.c.site))
_MOST_CACHED = 10_000
_EVERYWHERE = SiteCalendar()


@dataclass(frozen=True, slots=True)
class Catalogue:
    """One consistent reading of the trees and settings."""

    types: dict[str, AssetType]
    locations: dict[str, Location]
    rows: tuple[PolicyRow, ...]
    calendars: dict[str, SiteCalendar]
    sites: dict[str, str]
    """The site of each station."""
    resolved: dict[tuple[object, ...], Policy] = field(default_factory=dict)

    @classmethod
    def load(cls, connection: Connection) -> "Catalogue":
        """Read it within the reading that is open on the connection."""
        types = {row[0]: row for row in _TYPES.all(connection)}
        places = {row[0]: row for row in _LOCATIONS.all(connection)}
        return cls(
            {key: _type(row, types) for key, row in types.items()},
            {
                key: Location(row[0], row[2], row[3], row[4], _path(key, places), bool(row[5]))
                for key, row in places.items()
            },
            tuple(
                PolicyRow(row[0], row[1], row[2], json.loads(row[3]))
                for row in _POLICIES.all(connection)
            ),
            {row[0]: _calendar(row) for row in _CALENDARS.all(connection)},
            {row[0]: row[1] for row in _SITES.all(connection)},
        )

    def type_path(self, key: str) -> tuple[TypeId, ...]:
        found = self.types.get(key)
        return found.path if found else ()

    def icon(self, key: str) -> str:
        found = self.types.get(key)
        return found.icon if found else ""

    def place_path(self, key: str) -> tuple[LocationId, ...]:
        found = self.locations.get(key)
        return found.path if found else ()

    def policy(
        self, type_path: Sequence[TypeId], category: str, place_path: Sequence[LocationId]
    ) -> Policy:
        asked = (tuple(type_path), category, tuple(place_path))
        found = self.resolved.get(asked)
        if found is None:
            if len(self.resolved) >= _MOST_CACHED:
                self.resolved.clear()
            found = self.resolved[asked] = resolve(self.rows, type_path, category, place_path)
        return found

    def calendar(self, place_path: Sequence[LocationId]) -> SiteCalendar:
        for place in reversed(place_path):
            if place in self.calendars:
                return self.calendars[place]
        return _EVERYWHERE


def _type(row: Row, types: dict[str, Row]) -> AssetType:
    """Make a type; one without an icon of its own shows its parent's."""
    path: tuple[TypeId, ...] = _path(row[0], types)
    icons = (types[each][3] for each in reversed(path))
    return AssetType(row[0], row[2], next(filter(None, icons), ""), path, bool(row[4]))


def _path(key: str, rows: dict[str, Row]) -> tuple[Any, ...]:
    """Give the path from the root; a circle that two edits made ends where it closes."""
    path: list[str] = []
    while key in rows and key not in path:
        path.append(key)
        key = rows[key][1]
    return tuple(reversed(path))


def _calendar(row: Row) -> SiteCalendar:
    lists = (tuple(json.loads(text)) for text in row[2:])
    return SiteCalendar.read(CalendarState(row[1], *lists))
