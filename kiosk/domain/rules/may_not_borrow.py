"""L002: a person whose record does not let them borrow takes nothing out."""

from dataclasses import dataclass
from typing import ClassVar

from kiosk.domain.model import Person
from kiosk.domain.refusals import Facts, RefusalCode, Severity
from kiosk.domain.roles import Permission
from kiosk.domain.rules.request import CheckOutRequest


@dataclass(frozen=True, slots=True)
class MayNotBorrow:
    """A holder whose record was taken out of use may not borrow either."""

    code: ClassVar = RefusalCode.MAY_NOT_BORROW
    severity: ClassVar = Severity.REFUSE
    may_pass: ClassVar[Permission | None] = None
    borrower_message: ClassVar = "Your account is not set up for borrowing."
    staff_message: ClassVar = "“May borrow” is off, or the record was taken out of use."
    next_step: ClassVar = "Please ask staff to set up your account."

    def objection(self, request: CheckOutRequest) -> Facts | None:
        holder = request.holder
        if holder.removed:
            return {"removed": 1}
        return {} if isinstance(holder, Person) and not holder.may_borrow else None
