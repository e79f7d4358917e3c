"""Two records of the same thing or person become one, and are two again when that was wrong."""

from dataclasses import dataclass
from typing import ClassVar

from kiosk.desk.panel.acts import Done, Hands, No, Result, Why
from kiosk.domain.bodies.lending import Corrected
from kiosk.domain.bodies.records import Merged
from kiosk.domain.events import EventRef
from kiosk.domain.ids import AssetId, Entity, PersonId, subject
from kiosk.domain.roles import Permission


@dataclass(frozen=True, slots=True)
class MergeThings:
    """One asset had two records: ``source`` lives on as ``into``, with its codes and loans."""

    permission: ClassVar = Permission.EDIT_RECORDS

    source: AssetId
    into: AssetId

    def perform(self, hands: Hands) -> Result:
        source, into = hands.book.asset(self.source), hands.book.asset(self.into)
        if source is None or into is None or source.removed or into.removed:
            return No(Why.GONE)
        if source.id == into.id:
            return No(Why.NOTHING_CHANGED)
        if source.open_line is not None and into.open_line is not None:
            return No(Why.IS_OUT)
        _merge(hands, Entity.ASSET, source.id, into.id)
        return Done(into.id)


@dataclass(frozen=True, slots=True)
class MergePeople:
    """One human had two records: what is ``source``'s is ``into``'s, under every alias."""

    permission: ClassVar = Permission.MANAGE_PEOPLE

    source: PersonId
    into: PersonId

    def perform(self, hands: Hands) -> Result:
        source = hands.book.person_by_id(self.source)
        into = hands.book.person_by_id(self.into)
        if source is None or into is None or source.removed or into.removed:
            return No(Why.GONE)
        if source.id == into.id:
            return No(Why.NOTHING_CHANGED)
        if source.id == hands.staff.id or not hands.staff.outranks(source.roles | into.roles):
            return No(Why.OUTRANKED)
        aliases = (hands.book.actor_alias(each.id) for each in (source, into))
        _merge(hands, Entity.PERSON, *aliases)
        return Done(into.id)


@dataclass(frozen=True, slots=True)
class SeparateThings:
    """Two assets were joined by mistake; ``merge`` is the event that did it."""

    permission: ClassVar = Permission.EDIT_RECORDS
    entity: ClassVar = Entity.ASSET

    merge: str

    def perform(self, hands: Hands) -> Result:
        body = hands.book.find_event(EventRef.parse(self.merge))
        if not isinstance(body, Merged) or body.entity is not self.entity:
            return No(Why.GONE)
        about = [subject(self.entity, each) for each in (body.source, body.into)]
        hands.book.append(Corrected(self.merge), about, hands.alias)
        return Done()


class SeparatePeople(SeparateThings):
    """Two people were joined by mistake; each has again what was theirs."""

    permission: ClassVar = Permission.MANAGE_PEOPLE
    entity: ClassVar = Entity.PERSON


def _merge(hands: Hands, entity: Entity, source: str, into: str) -> None:
    about = [subject(entity, each) for each in (source, into)]
    hands.book.append(Merged(entity, source, into), about, hands.alias)
