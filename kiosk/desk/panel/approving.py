"""Staff approve a parked high-value check-out, at whatever station they are."""

from dataclasses import dataclass
from typing import ClassVar

from kiosk.desk.panel.acts import Done, Hands, No, Result, Why
from kiosk.desk.parking import is_same
from kiosk.domain.bodies.lending import Approved, Parked
from kiosk.domain.events import EventRef
from kiosk.domain.parking import PARKED_FOR, waiting
from kiosk.domain.roles import Permission

APPROVE = "approve"


@dataclass(frozen=True, slots=True)
class ApproveParked:
    """``parked`` is the event that asks; nobody approves for themselves."""

    permission: ClassVar = Permission.APPROVE_HIGH_VALUE

    parked: str

    def perform(self, hands: Hands) -> Result:
        book, ref = hands.book, EventRef.parse(self.parked)
        body = book.find_event(ref)
        if not isinstance(body, Parked):
            return No(Why.GONE)
        if is_same(book, body.holder, hands.staff.id):
            return No(Why.NOT_PERMITTED)
        if all(each.ref != ref for each in waiting(book.recent(body.item, book.now - PARKED_FOR))):
            return No(Why.GONE)
        approved = Approved(body.request, body.item, body.holder, hands.alias)
        book.append(approved, (body.item, body.holder), hands.alias)
        return Done()
