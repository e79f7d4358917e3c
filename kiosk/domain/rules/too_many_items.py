"""L010: a person holds only so many items, and so many of one type."""

from dataclasses import dataclass
from typing import ClassVar

from kiosk.domain.model import Person
from kiosk.domain.refusals import Facts, RefusalCode, Severity
from kiosk.domain.roles import Permission
from kiosk.domain.rules.request import CheckOutRequest


@dataclass(frozen=True, slots=True)
class TooManyItems:
    """A kit is one item. Organisations hold as much as they need."""

    code: ClassVar = RefusalCode.TOO_MANY_ITEMS
    severity: ClassVar = Severity.STAFF
    may_pass: ClassVar[Permission | None] = Permission.OVERRIDE_PERSON
    borrower_message: ClassVar = "You have {held} of at most {limit}."
    staff_message: ClassVar = "{held} held, {limit} allowed. Raise the policy, or let it pass."
    next_step: ClassVar = "Please return something first."

    max_items: int = 10
    max_of_type: int | None = None
    limited_type: str = ""
    """The type that ``max_of_type`` counts, with the types below it; empty counts all."""

    def objection(self, request: CheckOutRequest) -> Facts | None:
        if not isinstance(request.holder, Person):
            return None
        held = request.items_held
        if held >= self.max_items:
            return {"held": held, "limit": self.max_items}
        if self.max_of_type is None:
            return None
        of_type = request.held_of_type(self.limited_type) if self.limited_type else held
        return {"held": of_type, "limit": self.max_of_type} if of_type >= self.max_of_type else None
