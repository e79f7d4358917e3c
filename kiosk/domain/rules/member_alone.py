"""L007: a member of a kit goes out with its kit."""

from dataclasses import dataclass
from typing import ClassVar

from kiosk.domain.refusals import Facts, RefusalCode, Severity
from kiosk.domain.roles import Permission
from kiosk.domain.rules.request import CheckOutRequest


@dataclass(frozen=True, slots=True)
class MemberAlone:
    """The kit itself passes; one of its members without it does not."""

    code: ClassVar = RefusalCode.MEMBER_ALONE
    severity: ClassVar = Severity.STAFF
    may_pass: ClassVar[Permission | None] = Permission.OVERRIDE_THING
    borrower_message: ClassVar = "{item} belongs to a kit and goes out with it."
    staff_message: ClassVar = "{item} is a member of a kit. Lend the kit, or let it pass."
    next_step: ClassVar = "Scan it again with the whole kit at hand."

    def objection(self, request: CheckOutRequest) -> Facts | None:
        going = request.kit.id if request.kit else None
        for item in request.items:
            if item.kit is not None and item.kit != going:
                return {"item": item.name}
        return None
