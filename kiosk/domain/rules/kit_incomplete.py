"""L008: a kit goes out only whole."""

from dataclasses import dataclass
from typing import ClassVar

from kiosk.domain.refusals import Facts, RefusalCode, Severity
from kiosk.domain.roles import Permission
from kiosk.domain.rules.request import CheckOutRequest


@dataclass(frozen=True, slots=True)
class KitIncomplete:
    """What staff released goes out short once, with what was missing in the event."""

    code: ClassVar = RefusalCode.KIT_INCOMPLETE
    severity: ClassVar = Severity.STAFF
    may_pass: ClassVar[Permission | None] = Permission.OVERRIDE_THING
    borrower_message: ClassVar = "{item} is not complete: {missing} missing."
    staff_message: ClassVar = "{item}: {missing} missing. Put in a spare, or release it short."
    next_step: ClassVar = "Look for what is missing, or ask staff to release the kit."

    def objection(self, request: CheckOutRequest) -> Facts | None:
        kit = request.kit
        if kit is None or kit.released:
            return None
        here = {item.id for item in request.items}
        parts = dict(request.parts)
        missing = sum(not member.removed and member.id not in here for member in kit.members)
        missing += sum(max(part.quantity - parts.get(part.id, 0), 0) for part in kit.parts)
        return {"item": kit.name, "missing": missing} if missing else None
