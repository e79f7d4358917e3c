"""L004: some things are not lent, or not to this category of person."""

from dataclasses import dataclass
from typing import ClassVar

from kiosk.domain.refusals import Facts, RefusalCode, Severity
from kiosk.domain.roles import Permission
from kiosk.domain.rules.request import CheckOutRequest, name_of


@dataclass(frozen=True, slots=True)
class CannotLend:
    """The flag of the thing or its kit, or the policy for this person and place."""

    code: ClassVar = RefusalCode.CANNOT_LEND
    severity: ClassVar = Severity.REFUSE
    may_pass: ClassVar[Permission | None] = None
    borrower_message: ClassVar = "{item} is not for lending."
    staff_message: ClassVar = "{item} is marked “cannot lend”, or a policy does not lend it here."
    next_step: ClassVar = "Please leave it at the desk."

    lend: bool = True

    def objection(self, request: CheckOutRequest) -> Facts | None:
        marked = [item.name for item in request.items if item.cannot_lend]
        if request.kit and request.kit.cannot_lend:
            marked.insert(0, request.kit.name)
        if marked:
            return {"item": marked[0], "marked": len(marked)}
        return None if self.lend else {"item": name_of(request), "marked": 0}
