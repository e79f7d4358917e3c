"""Refusals: an expected no, as a value, with every reason and what to do about it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from kiosk.domain.roles import Permission

Facts = dict[str, str | int]
"""What a rule rested on; it stands in the ledger, so it never holds a name or a bar's reason."""


class RefusalCode(StrEnum):
    """The code of each rule: stored, printed on screens, never renamed and never reused."""

    PERSON_BARRED = "L001"
    MAY_NOT_BORROW = "L002"
    VALIDITY_OVER = "L003"
    CANNOT_LEND = "L004"
    STATUS = "L005"
    ALREADY_OUT = "L006"
    MEMBER_ALONE = "L007"
    KIT_INCOMPLETE = "L008"
    HIGH_VALUE = "L009"
    TOO_MANY_ITEMS = "L010"
    OVERDUE_HELD = "L011"
    DATA_OLD = "L012"


class Severity(StrEnum):
    """What can be done about an objection."""

    REFUSE = "refuse"
    """Nobody passes it at the desk."""
    STAFF = "staff"
    """Staff with the permission may pass it, with badge and PIN."""
    ASK = "ask"
    """The borrower is asked, and passes it with a yes."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """One objection of one rule; the texts are gettext sources with ``{named}`` facts."""

    code: RefusalCode
    severity: Severity
    borrower_message: str
    staff_message: str
    next_step: str
    may_pass: Permission | None = None
    """Who may pass it; None when nobody or the borrower may."""
    facts: Mapping[str, str | int] = field(default_factory=dict)

    def in_words(self, text: str) -> str:
        """Put the facts into one of the texts, or into its translation."""
        return text.format(**self.facts)
