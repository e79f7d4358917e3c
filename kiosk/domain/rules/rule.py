"""The shape of a check-out rule: one frozen dataclass a module, asked without clock or database."""

from typing import ClassVar, Protocol

from kiosk.domain.refusals import Facts, RefusalCode, Severity
from kiosk.domain.roles import Permission
from kiosk.domain.rules.request import CheckOutRequest


class Rule(Protocol):
    """Its dataclass fields are what staff configure, by their names in ``Policy``.

    The texts are gettext sources with ``{named}`` facts. The borrower's are read aloud in a queue:
    they hold no reason of a bar and no other person.
    """

    code: ClassVar[RefusalCode]
    borrower_message: ClassVar[str]
    staff_message: ClassVar[str]
    next_step: ClassVar[str]
    may_pass: ClassVar[Permission | None]

    @property
    def severity(self) -> Severity:
        """Say what can be done about an objection."""
        ...

    def objection(self, request: CheckOutRequest) -> Facts | None:
        """Give the facts that speak against it, or None."""
        ...
