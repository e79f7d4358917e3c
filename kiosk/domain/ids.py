"""Identities: UUIDv7 ids made at the station, and the subjects that an event names."""

import uuid
from enum import StrEnum
from typing import NewType

PersonId = NewType("PersonId", str)
"""A person, for as long as the organisation knows them; never stands in an event."""
Alias = NewType("Alias", str)
"""The only name of a person inside events; valid for one retention period."""
AssetId = NewType("AssetId", str)
KitId = NewType("KitId", str)
PartId = NewType("PartId", str)
LocationId = NewType("LocationId", str)
TypeId = NewType("TypeId", str)
OrganisationId = NewType("OrganisationId", str)
LoanId = NewType("LoanId", str)
LineId = NewType("LineId", str)
StationId = NewType("StationId", str)
IncarnationId = NewType("IncarnationId", str)
Subject = NewType("Subject", str)
"""What an event is about, as ``entity:id``; all subjects of an event are folded when it arrives."""


class Entity(StrEnum):
    """Everything that has a fold of its own."""

    ASSET = "asset"
    KIT = "kit"
    PART = "part"
    PERSON = "person"
    ORGANISATION = "organisation"
    LOCATION = "location"
    TYPE = "type"
    IDENTIFIER = "identifier"
    POLICY = "policy"
    CALENDAR = "calendar"
    PROMISE = "promise"
    STATION = "station"


_ENTITIES = {entity.value: entity for entity in Entity}


def subject(entity: Entity, key: str) -> Subject:
    """Name an entity inside events; ``key`` is its id (a person's alias, an identifier's code)."""
    return Subject(f"{entity}:{key}")


def entity_of(named: Subject) -> tuple[Entity, str]:
    """Split a subject into its entity and key; raises ValueError for anything else."""
    entity, _, key = named.partition(":")
    return _ENTITIES.get(entity) or Entity(entity), key


def is_known(named: Subject) -> bool:
    """Say whether this program knows the entity of a subject; a newer one may have more."""
    return named.partition(":")[0] in _ENTITIES


def uuid7(unix_ms: int, entropy: bytes) -> str:
    """Make a UUIDv7 (RFC 9562 section 5.7) from a time in ms and ten random bytes."""
    value = (unix_ms & (2**48 - 1)) << 80 | int.from_bytes(entropy[:10], "big")
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    return str(uuid.UUID(int=value))
