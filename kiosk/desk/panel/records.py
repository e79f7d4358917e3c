"""Records of people and things: made, changed and taken out of use, field by field."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from kiosk.desk.panel.acts import Done, Hands, No, Result, Why
from kiosk.desk.panel.record_values import Typed, read
from kiosk.domain.bodies.records import RecordChanged, RecordRemoved
from kiosk.domain.identifiers import is_command
from kiosk.domain.ids import Alias, AssetId, Entity, KitId, PersonId, Subject, subject
from kiosk.domain.ports import Code
from kiosk.domain.records import SCHEMAS, FieldType
from kiosk.domain.roles import Permission


@dataclass(frozen=True, slots=True)
class ChangeThing:
    """Fields of an asset, kit or part; ``typed`` holds only what the editor changed."""

    permission: ClassVar = Permission.EDIT_RECORDS

    entity: Entity
    id: str
    base: str
    typed: Mapping[str, str]
    kit: KitId | None = None
    """The kit of a part, which is told as well."""

    def perform(self, hands: Hands) -> Result:
        typed = read(self.entity, self.typed)
        return _refused(hands, self.entity, self.id, typed) or _record(
            hands, RecordChanged(self.entity, self.id, typed.values, self.base), self.kit
        )


@dataclass(frozen=True, slots=True)
class NewThing:
    """A new asset, kit or part."""

    permission: ClassVar = Permission.EDIT_RECORDS

    entity: Entity
    typed: Mapping[str, str]

    def perform(self, hands: Hands) -> Result:
        typed = read(self.entity, self.typed, new=True)
        refused = _refused(hands, self.entity, "", typed)
        if refused is not None:
            return refused
        values = {name: value for name, value in typed.values.items() if value != ""}
        kit = KitId(str(values["kit"])) if self.entity is Entity.PART else None
        return _record(hands, RecordChanged(self.entity, hands.book.new_id(), values), kit)


@dataclass(frozen=True, slots=True)
class RemoveThing:
    """An asset, kit or part is taken out of use; not while it is out."""

    permission: ClassVar = Permission.EDIT_RECORDS

    entity: Entity
    id: str
    kit: KitId | None = None

    def perform(self, hands: Hands) -> Result:
        if self._is_out(hands):
            return No(Why.IS_OUT)
        subjects = _subjects(self.entity, self.id, self.kit)
        hands.book.append(RecordRemoved(self.entity, self.id), subjects, hands.alias)
        return Done(self.id)

    def _is_out(self, hands: Hands) -> bool:
        if self.entity is Entity.ASSET:
            asset = hands.book.asset(AssetId(self.id))
            return asset is not None and asset.open_line is not None
        kit = hands.book.kit(KitId(self.kit or self.id))
        lines = kit.open_lines if kit is not None else ()
        return any(self.entity is Entity.KIT or line.part == self.id for line in lines)


@dataclass(frozen=True, slots=True)
class ChangePerson:
    """Fields of a person; what names them is sealed under their key."""

    permission: ClassVar = Permission.MANAGE_PEOPLE

    person: PersonId
    base: str
    typed: Mapping[str, str]

    def perform(self, hands: Hands) -> Result:
        found = hands.book.person_by_id(self.person)
        if found is None or found.removed:
            return No(Why.GONE)
        return _record_person(hands, self.person, read(Entity.PERSON, self.typed), self.base)


@dataclass(frozen=True, slots=True)
class NewPerson:
    """A new person; badges, PINs and roles are given afterwards."""

    permission: ClassVar = Permission.MANAGE_PEOPLE

    typed: Mapping[str, str] = field(repr=False)

    def perform(self, hands: Hands) -> Result:
        typed = read(Entity.PERSON, self.typed, new=True)
        kept = {name: value for name, value in typed.values.items() if value != ""}
        person = PersonId(hands.book.new_id())
        return _record_person(hands, person, Typed(kept, typed.mistakes))


@dataclass(frozen=True, slots=True)
class RemovePerson:
    """A person is taken out of use, once nothing is out to them; their history stays."""

    permission: ClassVar = Permission.MANAGE_PEOPLE

    person: PersonId

    def perform(self, hands: Hands) -> Result:
        found = hands.book.person_by_id(self.person)
        if found is None or found.removed:
            return No(Why.GONE)
        if not hands.staff.outranks(found.roles) or self.person == hands.staff.id:
            return No(Why.OUTRANKED)
        if hands.book.open_lines(self.person):
            return No(Why.IS_OUT)
        alias = hands.book.actor_alias(self.person)
        body = RecordRemoved(Entity.PERSON, alias)
        hands.book.append(body, [subject(Entity.PERSON, alias)], hands.alias)
        return Done(self.person)


def _record(hands: Hands, body: RecordChanged, kit: KitId | None) -> Result:
    if not body.fields:
        return No(Why.NOTHING_CHANGED)
    hands.book.append(body, _subjects(body.entity, body.id, kit), hands.alias)
    return Done(body.id)


def _record_person(hands: Hands, person: PersonId, typed: Typed, base: str = "") -> Result:
    refused = _refused(hands, Entity.PERSON, "", typed)
    if refused is not None:
        return refused
    alias = hands.book.actor_alias(person)
    sealed = {name: _sealed(hands, alias, name, value) for name, value in typed.values.items()}
    result = _record(hands, RecordChanged(Entity.PERSON, alias, sealed, base), None)
    return Done(person) if isinstance(result, Done) else result


def _sealed(hands: Hands, alias: Alias, name: str, value: str | int) -> str | int:
    if value == "" or not SCHEMAS[Entity.PERSON][name].personal:
        return value
    return hands.book.seal(alias, name, str(value))


def _refused(hands: Hands, entity: Entity, key: str, typed: Typed) -> No | None:
    if typed.mistakes:
        return No(Why.INVALID, typed.mistakes)
    schema = SCHEMAS[entity]
    has_money = any(schema[name].type is FieldType.MONEY for name in typed.values)
    if has_money and not hands.staff.may(Permission.SEE_VALUES):
        return No(Why.NOT_PERMITTED)
    tag = str(typed.values.get("tag", ""))
    if is_command(tag):
        return No(Why.CODE_IS_COMMAND)
    if tag and any(found.id != key for found in hands.book.find(Code(tag))):
        return No(Why.TAG_TAKEN, {"tag": tag})
    return None


def _subjects(entity: Entity, key: str, kit: KitId | None) -> list[Subject]:
    named = [subject(entity, key)]
    return [*named, subject(Entity.KIT, kit)] if entity is Entity.PART and kit else named
