"""Bodies about things, places and rules: what staff write down and change."""

from dataclasses import dataclass
from typing import ClassVar

from kiosk.domain.events import Kind, Personal
from kiosk.domain.ids import AssetId, Entity, LocationId, Subject


@dataclass(frozen=True, slots=True)
class RecordChanged:
    """Fields of a record set to new values; ``base`` is the newest change the editor had seen.

    Which fields an entity has, and which are Personal, is in ``kiosk.domain.records``.
    ``base`` is an event reference, or empty for a record that was new to the editor.
    """

    kind: ClassVar = Kind.RECORD_CHANGED
    version: ClassVar = 1

    entity: Entity
    id: str
    fields: dict[str, str | int]
    base: str = ""


@dataclass(frozen=True, slots=True)
class RecordRemoved:
    """A record taken out of use; its history and its open loans stay."""

    kind: ClassVar = Kind.RECORD_REMOVED
    version: ClassVar = 1

    entity: Entity
    id: str


@dataclass(frozen=True, slots=True)
class Merged:
    """Two records were one thing: ``source`` lives on as ``into``."""

    kind: ClassVar = Kind.MERGED
    version: ClassVar = 1

    entity: Entity
    source: str
    into: str


@dataclass(frozen=True, slots=True)
class IdentifierGiven:
    """A code now names a thing; ``code`` is normalised, ``text`` is as it was read or printed."""

    kind: ClassVar = Kind.IDENTIFIER_GIVEN
    version: ClassVar = 1

    code: str
    text: str
    symbology: str
    names: Subject


@dataclass(frozen=True, slots=True)
class IdentifierWithdrawn:
    """A code no longer names a thing."""

    kind: ClassVar = Kind.IDENTIFIER_WITHDRAWN
    version: ClassVar = 1

    code: str
    names: Subject


@dataclass(frozen=True, slots=True)
class PolicySet:
    """Fields of one policy row; an empty key part means any, an empty value unsets the field.

    The fields are those of ``kiosk.domain.policy.PolicyField``.
    """

    kind: ClassVar = Kind.POLICY_SET
    version: ClassVar = 1

    type: str
    category: str
    place: str
    fields: dict[str, str | int]


@dataclass(frozen=True, slots=True)
class CalendarSet:
    """The calendar of a site: time zone, opening hours, lesson periods, terms and closed days.

    Dates are ISO (``2026-11-21``), times ``HH:MM`` on the site's wall clock.
    """

    kind: ClassVar = Kind.CALENDAR_SET
    version: ClassVar = 1

    place: LocationId
    zone: str
    hours: tuple[str, ...] = ()
    """``1 08:00-17:00``: ISO weekday (1 is Monday) and opening hours; a day not named is closed."""
    periods: tuple[str, ...] = ()
    """``Lesson 1 09:00-09:50``: the lesson periods of an open day, in order."""
    terms: tuple[str, ...] = ()
    """``Autumn 2026-09-01/2026-12-18``: first and last day."""
    closed: tuple[str, ...] = ()
    """``2026-10-26 Half term``: closed days with their reason."""


@dataclass(frozen=True, slots=True)
class ConditionNoted:
    """The condition of an asset as somebody saw it; ``picture`` is the SHA-256 of a blob."""

    kind: ClassVar = Kind.CONDITION_NOTED
    version: ClassVar = 1

    asset: AssetId
    condition: str
    note: Personal | None = None
    picture: str = ""


@dataclass(frozen=True, slots=True)
class Moved:
    """An asset was put somewhere."""

    kind: ClassVar = Kind.MOVED
    version: ClassVar = 1

    asset: AssetId
    place: LocationId


@dataclass(frozen=True, slots=True)
class StatusSet:
    """An asset moved along its life cycle."""

    kind: ClassVar = Kind.STATUS_SET
    version: ClassVar = 1

    asset: AssetId
    status: str
    reason: Personal | None = None


@dataclass(frozen=True, slots=True)
class Counted:
    """An asset was seen in a stock-take."""

    kind: ClassVar = Kind.COUNTED
    version: ClassVar = 1

    asset: AssetId
    stock_take: str
    place: str
