"""L011: somebody who holds overdue things is asked, blocked or let through."""

from dataclasses import dataclass
from typing import ClassVar

from kiosk.domain.policy import Overdue
from kiosk.domain.refusals import Facts, RefusalCode, Severity
from kiosk.domain.roles import Permission
from kiosk.domain.rules.request import CheckOutRequest


@dataclass(frozen=True, slots=True)
class OverdueHeld:
    """By policy: ``ask`` the borrower, ``block`` until staff let it pass, or ``allow``."""

    code: ClassVar = RefusalCode.OVERDUE_HELD
    may_pass: ClassVar[Permission | None] = Permission.OVERRIDE_PERSON
    borrower_message: ClassVar = "Something of yours is overdue: {overdue}."
    staff_message: ClassVar = "Overdue and held: {overdue}. Take it back first, or let it pass."
    next_step: ClassVar = "Please bring back what is overdue."

    overdue: Overdue = Overdue.ASK

    @property
    def severity(self) -> Severity:
        """Ask the borrower, or leave it to staff."""
        return Severity.ASK if self.overdue is Overdue.ASK else Severity.STAFF

    def objection(self, request: CheckOutRequest) -> Facts | None:
        if self.overdue is Overdue.ALLOW:
            return None
        overdue = sum(line.due_at < request.now for line in request.open_lines)
        return {"overdue": overdue} if overdue else None
