"""L001: a person who is barred takes nothing out."""

from dataclasses import dataclass
from typing import ClassVar

from kiosk.domain.model import Person
from kiosk.domain.refusals import Facts, RefusalCode, Severity
from kiosk.domain.roles import Permission
from kiosk.domain.rules.request import CheckOutRequest


@dataclass(frozen=True, slots=True)
class PersonBarred:
    """The reason of a bar stands on the person's page; it is in no fact and on no public screen."""

    code: ClassVar = RefusalCode.PERSON_BARRED
    severity: ClassVar = Severity.REFUSE
    may_pass: ClassVar[Permission | None] = None
    borrower_message: ClassVar = "You cannot borrow at the moment."
    staff_message: ClassVar = "Barred ({bars}). Reason and end stand on the person’s page."
    next_step: ClassVar = "Please speak to a member of staff."

    def objection(self, request: CheckOutRequest) -> Facts | None:
        if not isinstance(request.holder, Person):
            return None
        bars = sum(bar.until is None or bar.until > request.now for bar in request.holder.bars)
        return {"bars": bars} if bars else None
