"""What tests of kits do first: take one, and bring it back short."""

from kiosk.desk.inputs import (
    Confirmed,
)
from kiosk.desk.outcomes import (
    CheckedOut,
    Returned,
)
from kiosk.domain.identifiers import Command
from tests.desk.school import PART, Desk

CABLE = f"part:{PART}"


def take_kit(desk: Desk, who: str = "ada") -> CheckedOut:
    """Take the interview kit whole, and leave."""
    desk.tap(who)
    desk.scan("KA")
    desk.scan("KB")
    out = desk.press(Command.YES)[-1]
    desk.tap(who)
    assert isinstance(out, CheckedOut)
    return out


def bring_kit_short(desk: Desk) -> Returned:
    """Bring the members back, without any cable."""
    desk.scan("KA")
    desk.scan("KB")
    back = desk.give(Confirmed(desk.now))[-1]
    assert isinstance(back, Returned)
    return back


def debt_line(desk: Desk) -> str:
    return desk.kit("KIT-1").debt[0].id
