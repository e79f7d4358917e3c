"""L003: a person is valid until a date, that day included."""

from dataclasses import dataclass
from typing import ClassVar

from kiosk.domain.model import Person
from kiosk.domain.refusals import Facts, RefusalCode, Severity
from kiosk.domain.roles import Permission
from kiosk.domain.rules.request import CheckOutRequest


@dataclass(frozen=True, slots=True)
class ValidityOver:
    """The date is that of the site's wall."""

    code: ClassVar = RefusalCode.VALIDITY_OVER
    severity: ClassVar = Severity.STAFF
    may_pass: ClassVar[Permission | None] = Permission.OVERRIDE_PERSON
    borrower_message: ClassVar = "Your account ended on {until}."
    staff_message: ClassVar = "Valid until {until}. Extend the date, or let this one pass."
    next_step: ClassVar = "Please ask staff to extend your account."

    def objection(self, request: CheckOutRequest) -> Facts | None:
        if not isinstance(request.holder, Person):
            return None
        until = request.holder.valid_until
        return {"until": until.isoformat()} if until and until < request.today else None
