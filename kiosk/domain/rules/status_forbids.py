"""L005: only what is in stock goes out."""

from dataclasses import dataclass
from typing import ClassVar

from kiosk.domain.model import LENDABLE
from kiosk.domain.refusals import Facts, RefusalCode, Severity
from kiosk.domain.roles import Permission
from kiosk.domain.rules.request import CheckOutRequest


@dataclass(frozen=True, slots=True)
class StatusForbids:
    """A thing whose record was taken out of use does not go out, whatever its status."""

    code: ClassVar = RefusalCode.STATUS
    severity: ClassVar = Severity.REFUSE
    may_pass: ClassVar[Permission | None] = None
    borrower_message: ClassVar = "{item} cannot go out right now."
    staff_message: ClassVar = "{item} is {status}. Move it to stock when it is ready."
    next_step: ClassVar = "Please hand it to staff and take another one."

    def objection(self, request: CheckOutRequest) -> Facts | None:
        for item in request.items:
            if item.removed or item.status not in LENDABLE:
                status = "removed" if item.removed else item.status.value
                return {"item": item.name, "status": status}
        if request.kit and request.kit.removed:
            return {"item": request.kit.name, "status": "removed"}
        return None
