"""L009: high value needs a second person, with badge and PIN."""

from dataclasses import dataclass
from typing import ClassVar

from kiosk.domain.refusals import Facts, RefusalCode, Severity
from kiosk.domain.roles import Permission
from kiosk.domain.rules.request import CheckOutRequest


@dataclass(frozen=True, slots=True)
class HighValue:
    """Flagged by staff, or worth more than the limit (minor units of the site's currency)."""

    code: ClassVar = RefusalCode.HIGH_VALUE
    severity: ClassVar = Severity.STAFF
    may_pass: ClassVar[Permission | None] = Permission.APPROVE_HIGH_VALUE
    borrower_message: ClassVar = "{item} needs a member of staff to approve."
    staff_message: ClassVar = "{item} is of high value. Approve with badge and PIN."
    next_step: ClassVar = "Please ask a member of staff to tap their badge."

    high_value_limit: int = 100_000

    def objection(self, request: CheckOutRequest) -> Facts | None:
        for item in request.items:
            if item.high_value or (item.value_minor or 0) > self.high_value_limit:
                return {"item": item.name, "limit": self.high_value_limit}
        return None
