"""What staff do about people: bar and unbar, give and withdraw roles."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from kiosk.desk.panel.acts import Done, Hands, No, Result, Why
from kiosk.domain.bodies.people import Barred, RoleGiven, RoleWithdrawn, Unbarred
from kiosk.domain.events import Personal
from kiosk.domain.hlc import to_ms
from kiosk.domain.ids import Alias, Entity, PersonId, subject
from kiosk.domain.roles import Permission, Role


@dataclass(frozen=True, slots=True)
class Bar:
    """A person may not take anything out, until a day or until it is lifted."""

    permission: ClassVar = Permission.MANAGE_PEOPLE

    person: PersonId
    reason: str
    until: datetime | None = None

    def perform(self, hands: Hands) -> Result:
        book = hands.book
        found = book.person_by_id(self.person)
        if found is None or found.removed:
            return No(Why.GONE)
        if not self.reason.strip():
            return No(Why.REASON_MISSING)
        if self.until is not None and self.until <= book.now:
            return No(Why.IN_THE_PAST)
        alias = book.actor_alias(self.person)
        bar, until = book.new_id(), to_ms(self.until) if self.until else None
        reason = Personal(book.seal(alias, "reason", self.reason.strip()))
        book.append(Barred(alias, bar, reason, until), [subject(Entity.PERSON, alias)], hands.alias)
        return Done(bar)


@dataclass(frozen=True, slots=True)
class Unbar:
    """A bar is lifted, under the alias that has it."""

    permission: ClassVar = Permission.MANAGE_PEOPLE

    alias: Alias
    bar: str

    def perform(self, hands: Hands) -> Result:
        body = Unbarred(self.alias, self.bar)
        hands.book.append(body, [subject(Entity.PERSON, self.alias)], hands.alias)
        return Done(self.bar)


@dataclass(frozen=True, slots=True)
class GiveRole:
    """A person may act as a role."""

    permission: ClassVar = Permission.CENTRAL_SETTINGS

    person: PersonId
    role: Role

    def perform(self, hands: Hands) -> Result:
        person = hands.book.person_by_id(self.person)
        if person is None or person.removed:
            return No(Why.GONE)
        if self.role in person.roles:
            return No(Why.NOTHING_CHANGED)
        alias = hands.book.actor_alias(self.person)
        body = RoleGiven(alias, self.role.value)
        hands.book.append(body, [subject(Entity.PERSON, alias)], hands.alias)
        return Done()


@dataclass(frozen=True, slots=True)
class WithdrawRole:
    """A person may no longer act as a role; nobody takes the admin's from themselves."""

    permission: ClassVar = Permission.CENTRAL_SETTINGS

    person: PersonId
    role: Role

    def perform(self, hands: Hands) -> Result:
        person = hands.book.person_by_id(self.person)
        if person is None or self.role not in person.roles:
            return No(Why.GONE)
        if self.person == hands.staff.id and self.role is Role.ADMIN:
            return No(Why.LAST_ADMIN)
        alias = hands.book.actor_alias(self.person)
        body = RoleWithdrawn(alias, self.role.value)
        hands.book.append(body, [subject(Entity.PERSON, alias)], hands.alias)
        return Done()
