"""What an import and an export read from the books: every record at once, by its id, in clear."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from kiosk.domain.ids import AssetId, Entity, LocationId, PersonId, Subject
from kiosk.domain.model import Status
from kiosk.domain.policy import PolicyRow
from kiosk.domain.state import CalendarState

Fields = Mapping[str, str | int]
"""The values of a record by field name; a field that is not there has no value."""


@dataclass(frozen=True, slots=True)
class HeldBadge:
    """A badge that stands for a person, or did until it was withdrawn."""

    person: PersonId
    code: str
    """Canonical, as ``identifiers.canonical`` gives it."""
    technology: str
    withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class HeldCode:
    """A code that names a thing; ``text`` is as it was read or printed."""

    names: Subject
    text: str


class Records(Protocol):
    """One consistent reading of all records; those that were removed are left out."""

    def records(self, entity: Entity) -> Mapping[str, Fields]:
        """Give the records of an entity by id; people by their ``PersonId``, in clear."""
        ...

    def base(self, entity: Entity, key: str) -> str:
        """Give the newest change of a record, as an event reference; empty when it has none."""
        ...

    def statuses(self) -> Mapping[AssetId, Status]: ...

    def badges(self) -> Sequence[HeldBadge]: ...

    def codes(self) -> Sequence[HeldCode]: ...

    def policies(self) -> Sequence[PolicyRow]: ...

    def calendars(self) -> Mapping[LocationId, CalendarState]: ...
