"""What a check-out says that it rested on, read without trust in what another program wrote."""

from kiosk.domain.bodies.lending import CheckedOut
from kiosk.domain.policy import Scope
from kiosk.domain.refusals import RefusalCode

PASSED = ("said_yes", "passed")
"""Where the basis names the codes of objections that the borrower or staff let pass."""


def number(body: CheckedOut, name: str) -> int | None:
    """Give a number; None where there is none."""
    value = (body.basis or {}).get(name)
    return value if isinstance(value, int) else None


def has_passed(body: CheckedOut, code: RefusalCode, by: tuple[str, ...] = PASSED) -> bool:
    """Say whether somebody let an objection pass."""
    return any(code in str((body.basis or {}).get(name, "")).split() for name in by)


def scope_of(body: CheckedOut) -> Scope | None:
    """Give what the policy was resolved for; None where the check-out does not say."""
    return Scope.of(body.basis or {})
