"""What staff do about things: move them along their life, and say which codes name them."""

from dataclasses import dataclass
from typing import ClassVar

from kiosk.desk.panel.acts import Done, Hands, No, Result, Why
from kiosk.desk.panel.keys import code_refused
from kiosk.domain.bodies.records import (
    ConditionNoted,
    IdentifierGiven,
    IdentifierWithdrawn,
    StatusSet,
)
from kiosk.domain.events import Personal
from kiosk.domain.identifiers import canonical
from kiosk.domain.ids import AssetId, Entity, Subject, subject
from kiosk.domain.model import ALLOWED_MOVES, Condition, Status
from kiosk.domain.ports import Code
from kiosk.domain.roles import Permission


@dataclass(frozen=True, slots=True)
class MoveStatus:
    """An asset moves where ``ALLOWED_MOVES`` lets it; what is out can only be said to be lost.

    From lost to in stock is "found". A broken thing that is put back in stock works again.
    """

    permission: ClassVar = Permission.EDIT_RECORDS

    asset: AssetId
    status: Status
    reason: str = ""

    def perform(self, hands: Hands) -> Result:
        book = hands.book
        asset = book.asset(self.asset)
        if asset is None or asset.removed:
            return No(Why.GONE)
        if self.status not in ALLOWED_MOVES[asset.status]:
            return No(Why.MOVE_NOT_ALLOWED)
        if asset.open_line is not None and self.status is not Status.LOST:
            return No(Why.IS_OUT)
        about = [subject(Entity.ASSET, self.asset)]
        if self.status is Status.IN_STOCK and asset.condition is not Condition.WORKS:
            works = ConditionNoted(self.asset, Condition.WORKS.value)
            book.append(works, about, hands.alias)
        note = self.reason.strip()
        reason = Personal(book.seal(hands.alias, "reason", note)) if note else None
        book.append(StatusSet(self.asset, self.status.value, reason), about, hands.alias)
        return Done(self.asset)


@dataclass(frozen=True, slots=True)
class AdoptCode:
    """A code that nobody knew names a thing from now on."""

    permission: ClassVar = Permission.EDIT_RECORDS

    code: Code
    names: Subject

    def perform(self, hands: Hands) -> Result:
        refused = code_refused(hands, self.code)
        if refused is not None:
            return refused
        form = canonical(self.code)
        symbology = self.code.symbology or self.code.technology
        body = IdentifierGiven(form, self.code.text, symbology, self.names)
        about = [subject(Entity.IDENTIFIER, form), self.names]
        hands.book.append(body, about, hands.alias)
        hands.book.forget_unknown(self.code)
        return Done(form)


@dataclass(frozen=True, slots=True)
class WithdrawCode:
    """A code no longer names a thing."""

    permission: ClassVar = Permission.EDIT_RECORDS

    code: str
    names: Subject

    def perform(self, hands: Hands) -> Result:
        about = [subject(Entity.IDENTIFIER, self.code), self.names]
        hands.book.append(IdentifierWithdrawn(self.code, self.names), about, hands.alias)
        return Done(self.code)


@dataclass(frozen=True, slots=True)
class ForgetCode:
    """An unknown code is nobody's business: staff throw it away."""

    permission: ClassVar = Permission.LEND_FOR_OTHERS

    code: Code

    def perform(self, hands: Hands) -> Result:
        hands.book.forget_unknown(self.code)
        return Done()
