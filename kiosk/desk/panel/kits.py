"""What staff do about kits: release a short one, put in a spare."""

from dataclasses import dataclass
from typing import ClassVar

from kiosk.desk.panel.acts import Done, Hands, No, Result, Why
from kiosk.domain.bodies.lending import Overridden, PartReplaced
from kiosk.domain.events import Personal
from kiosk.domain.ids import Entity, KitId, LineId, subject
from kiosk.domain.model import LENDABLE, Kit
from kiosk.domain.refusals import RefusalCode
from kiosk.domain.roles import Permission


@dataclass(frozen=True, slots=True)
class ReleaseKit:
    """A kit that is short may go out once as it is; the event says who let it and why."""

    permission: ClassVar = Permission.OVERRIDE_THING

    kit: KitId
    reason: str

    def perform(self, hands: Hands) -> Result:
        book = hands.book
        kit = book.kit(self.kit)
        if kit is None or kit.removed:
            return No(Why.GONE)
        if kit.loan is not None:
            return No(Why.IS_OUT)
        if kit.released:
            return No(Why.NOTHING_CHANGED)
        if not is_short(kit):
            return No(Why.KIT_WHOLE)
        if not self.reason.strip():
            return No(Why.REASON_MISSING)
        about = subject(Entity.KIT, self.kit)
        reason = Personal(book.seal(hands.alias, "reason", self.reason.strip()))
        code = RefusalCode.KIT_INCOMPLETE.value
        book.append(Overridden("", about, code, hands.alias, reason), [about], hands.alias)
        return Done(self.kit)


@dataclass(frozen=True, slots=True)
class PutInSpare:
    """Staff put a spare in the place of a part that did not come back; the debt ends."""

    permission: ClassVar = Permission.OVERRIDE_THING

    kit: KitId
    line: LineId
    quantity: int

    def perform(self, hands: Hands) -> Result:
        kit = hands.book.kit(self.kit)
        owed = [line for line in kit.debt if line.id == self.line] if kit is not None else []
        if not owed or owed[0].part is None:
            return No(Why.NOT_OUT)
        line = owed[0]
        if not 0 < self.quantity <= line.quantity:
            return No(Why.TOO_MANY)
        body = PartReplaced(self.kit, owed[0].part, self.line, self.quantity)
        about = [subject(Entity.KIT, self.kit), line.holder]
        hands.book.append(body, about, hands.alias)
        return Done(self.line)


def is_short(kit: Kit) -> bool:
    """Say whether something of a kit that is in is missing or cannot go out."""
    return bool(kit.debt) or any(
        member.open_line is not None or member.status not in LENDABLE for member in kit.members
    )
