"""The keys of a person: badges, PIN and password; given only by whoever may do as much."""

from dataclasses import dataclass
from typing import ClassVar

from kiosk.desk.panel.acts import Done, Hands, No, Result, Why
from kiosk.domain.badges import Unfit, unfit
from kiosk.domain.bodies.people import BadgeGiven, BadgeWithdrawn
from kiosk.domain.events import Personal
from kiosk.domain.identifiers import canonical, is_command
from kiosk.domain.ids import Alias, Entity, PersonId, subject
from kiosk.domain.ports import Code
from kiosk.domain.roles import Permission

_WHY_UNFIT = {
    Unfit.RANDOM: Why.UID_RANDOM,
    Unfit.HALF_READ: Why.UID_HALF_READ,
    Unfit.BLANK: Why.CODE_UNREADABLE,
}


@dataclass(frozen=True, slots=True)
class GiveBadge:
    """A badge that was just tapped or scanned stands for a person from now on."""

    permission: ClassVar = Permission.MANAGE_PEOPLE

    person: PersonId
    code: Code

    def perform(self, hands: Hands) -> Result:
        refused = keys_refused(hands, self.person) or code_refused(hands, self.code)
        if refused is not None:
            return refused
        book = hands.book
        alias, badge = book.actor_alias(self.person), book.new_id()
        code = Personal(book.seal(alias, "code", canonical(self.code)))
        body = BadgeGiven(alias, badge, code, self.code.technology)
        book.append(body, [subject(Entity.PERSON, alias)], hands.alias)
        book.forget_unknown(self.code)
        return Done(badge)


@dataclass(frozen=True, slots=True)
class WithdrawBadge:
    """A badge stands for nobody any more; ``alias`` is the one it was given under."""

    permission: ClassVar = Permission.MANAGE_PEOPLE

    alias: Alias
    badge: str

    def perform(self, hands: Hands) -> Result:
        person = hands.book.person(self.alias)
        refused = keys_refused(hands, person.id) if person else No(Why.GONE)
        if refused is not None:
            return refused
        body = BadgeWithdrawn(self.alias, self.badge)
        hands.book.append(body, [subject(Entity.PERSON, self.alias)], hands.alias)
        return Done(self.badge)


def keys_refused(hands: Hands, person: PersonId) -> No | None:
    """Say why somebody's keys are not this staff member's to give; None when they are."""
    found = hands.book.person_by_id(person)
    if found is None or found.removed:
        return No(Why.GONE)
    if not hands.staff.outranks(found.roles):
        return No(Why.OUTRANKED)
    return None


def code_refused(hands: Hands, code: Code) -> No | None:
    """Say why a code cannot name anything new; None when it can."""
    form = canonical(code)
    if not form:
        return No(Why.CODE_UNREADABLE)
    if is_command(code.text):
        return No(Why.CODE_IS_COMMAND)
    if why := unfit(code):
        return No(_WHY_UNFIT[why])
    if hands.book.find(code):
        return No(Why.CODE_TAKEN)
    return None
