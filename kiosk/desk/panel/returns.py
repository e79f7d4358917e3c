"""Returning for somebody: through the desk's own door, with the staff member as who brought it."""

from dataclasses import dataclass
from typing import ClassVar

from kiosk.desk.check_in import check_in, note_condition
from kiosk.desk.effects import BringPart, Note, TakeBack, TakeKitBack
from kiosk.desk.kit import bring_part, take_kit_back
from kiosk.desk.outcomes import Returned
from kiosk.desk.panel.acts import Done, Hands, No, Result, Why
from kiosk.desk.settings import DeskSettings
from kiosk.domain.ids import AssetId, KitId, LineId
from kiosk.domain.model import Condition
from kiosk.domain.roles import Permission


@dataclass(frozen=True, slots=True)
class ReturnThing:
    """An asset came back over the counter."""

    permission: ClassVar = Permission.LEND_FOR_OTHERS

    asset: AssetId
    condition: Condition = Condition.WORKS

    def perform(self, hands: Hands) -> Result:
        book, by = hands.book, hands.staff.id
        asset = book.asset(self.asset)
        if asset is None or asset.open_line is None:
            return No(Why.NOT_OUT)
        answer = check_in(book, TakeBack(book.now, "", self.asset, by, None), DeskSettings())
        if self.condition is not Condition.WORKS:
            event = answer.recorded[0].event
            note_condition(book, Note(book.now, self.asset, self.condition, event, ()))
        return Done(self.asset)


@dataclass(frozen=True, slots=True)
class ReturnKit:
    """A kit came back over the counter; lines not named stay with their holder as debt."""

    permission: ClassVar = Permission.LEND_FOR_OTHERS

    kit: KitId
    lines: tuple[tuple[str, int], ...]

    def perform(self, hands: Hands) -> Result:
        book, by = hands.book, hands.staff.id
        effect = TakeKitBack(book.now, "", self.kit, self.lines, whole=True, by=by, place=None)
        answer = take_kit_back(book, effect)
        return Done(self.kit) if isinstance(answer.outcome, Returned) else No(Why.NOT_OUT)


@dataclass(frozen=True, slots=True)
class BringBackPart:
    """A part that was missing came back, from anyone."""

    permission: ClassVar = Permission.LEND_FOR_OTHERS

    kit: KitId
    line: LineId
    quantity: int

    def perform(self, hands: Hands) -> Result:
        if self.quantity < 1:
            return No(Why.TOO_MANY)
        by = hands.staff.id
        effect = BringPart(hands.book.now, self.kit, self.line, self.quantity, by=by)
        answer = bring_part(hands.book, effect)
        return Done(self.line) if isinstance(answer.outcome, Returned) else No(Why.NOT_OUT)
