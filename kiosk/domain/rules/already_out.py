"""L006: what is out cannot go out."""

from dataclasses import dataclass
from typing import ClassVar

from kiosk.domain.model import OpenLine
from kiosk.domain.refusals import Facts, RefusalCode, Severity
from kiosk.domain.roles import Permission
from kiosk.domain.rules.request import CheckOutRequest


@dataclass(frozen=True, slots=True)
class AlreadyOut:
    """Guards the ways in that do not toggle: batch, panel, JSON. Never says who has it."""

    code: ClassVar = RefusalCode.ALREADY_OUT
    severity: ClassVar = Severity.REFUSE
    may_pass: ClassVar[Permission | None] = None
    borrower_message: ClassVar = "{item} is still recorded as out."
    staff_message: ClassVar = "{item} is out since {since}. Return it first."
    next_step: ClassVar = "Please return it first, then take it out."

    def objection(self, request: CheckOutRequest) -> Facts | None:
        for item in request.items:
            if item.open_line:
                return {"item": item.name, "since": _since((item.open_line,))}
        kit = request.kit
        if kit and kit.loan:
            return {"item": kit.name, "since": _since(kit.open_lines)}
        return None


def _since(lines: tuple[OpenLine, ...]) -> str:
    return min((line.out_at.isoformat(timespec="minutes") for line in lines), default="")
