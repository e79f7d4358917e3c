"""What a station could not know when it lent: found once the events of the others are here.

A check-out is never refused afterwards; what speaks against it becomes an exception. ``known`` in
its facts says whether the station had the contradicting event when it decided.
"""

from collections.abc import Iterator

from kiosk.domain.bodies.lending import CheckedOut
from kiosk.domain.events import EventRef
from kiosk.domain.fold.moment import Moment
from kiosk.domain.ids import LineId
from kiosk.domain.model import LENDABLE, Status
from kiosk.domain.refusals import RefusalCode
from kiosk.domain.state import (
    AssetState,
    Cell,
    ExceptionKind,
    FoldedException,
    HeldLine,
    PersonState,
)

_PASSED = ("said_yes", "passed")
"""Where the basis names the codes of objections that the borrower or staff let pass."""


def of_asset(state: AssetState, body: CheckedOut, moment: Moment) -> tuple[FoldedException, ...]:
    """Find what spoke against lending this thing; nothing where the rules were not asked.

    One exception of a kind at most, because kind, event and subject are its name.
    """
    return tuple(_of_asset(state, body, moment)) if body.basis is not None else ()


def _of_asset(state: AssetState, body: CheckedOut, moment: Moment) -> Iterator[FoldedException]:
    fields, passed = state.record.fields, _passed(body)
    forbidden = fields.get("cannot_lend")
    if forbidden is not None and forbidden.value == 1 and RefusalCode.CANNOT_LEND not in passed:
        yield _found(ExceptionKind.CANNOT_LEND, forbidden, moment)
    elif state.status not in LENDABLE and state.status is not Status.LOST:
        yield moment.found(ExceptionKind.CANNOT_LEND, facts={"status": state.status.value})
    valuable = _valuable(fields, body)
    if valuable is not None and RefusalCode.HIGH_VALUE not in passed:
        yield _found(ExceptionKind.HIGH_VALUE_UNAPPROVED, valuable, moment)


def of_person(state: PersonState, body: CheckedOut, moment: Moment) -> tuple[FoldedException, ...]:
    """Find what spoke against lending to this person; nothing where the rules were not asked."""
    return tuple(_of_person(state, body, moment)) if body.basis is not None else ()


def _of_person(state: PersonState, body: CheckedOut, moment: Moment) -> Iterator[FoldedException]:
    passed = _passed(body)
    against = _barring(state, passed, moment)
    if against is not None:
        yield moment.found(
            ExceptionKind.BORROWER_BARRED, against[0], {"known": int(had_seen(*against, moment))}
        )
    unseen = {
        line.counted for line in state.held.values() if not had_seen(line.event, line.feed, moment)
    }
    held, most = (_number(body, name) for name in ("held", "max_items"))
    if held is not None and most is not None and RefusalCode.TOO_MANY_ITEMS not in passed:
        held += len(unseen) + 1
        if unseen and held > most:
            facts: dict[str, str | int] = {"held": held, "max": most, "known": 0}
            yield moment.found(ExceptionKind.OVER_LIMIT, facts=facts)
    lost = [badge for badge in state.badges.values() if badge.withdrawn]
    if lost and len(lost) == len(state.badges):
        newest = max(lost, key=lambda badge: badge.withdrawn_ms)
        if not had_seen(newest.withdrawn, newest.withdrawn_feed, moment):
            yield moment.found(ExceptionKind.UNKNOWN_BADGE, newest.withdrawn, {"known": 0})


def _barring(state: PersonState, passed: list[str], moment: Moment) -> tuple[str, int] | None:
    """Give event and feed number of what keeps a person from borrowing; one is enough."""
    for bar in state.bars.values():
        stands = not bar.lifted and (not bar.until_ms or bar.until_ms > moment.ms)
        if stands and RefusalCode.PERSON_BARRED not in passed:
            return bar.event, bar.feed
    allowed = state.record.fields.get("may_borrow")
    if allowed is not None and allowed.value == 0 and RefusalCode.MAY_NOT_BORROW not in passed:
        return allowed.event, allowed.feed
    return None


def held_lines(body: CheckedOut, moment: Moment) -> dict[LineId, HeldLine]:
    """Give the lines of a check-out as they count: a kit is one item, whatever is in it."""
    return {
        line.line: HeldLine(
            f"{body.kit}/{body.loan}" if body.kit else line.line, moment.ref, moment.feed
        )
        for line in body.lines
    }


def had_seen(event: str, feed: int, moment: Moment) -> bool:
    """Say whether the station of ``moment`` had an event: its own, or one below its cursor."""
    own = EventRef.parse(event).station == moment.event.station
    return own or 0 < feed <= moment.event.seen_cursor


def _valuable(fields: dict[str, Cell], body: CheckedOut) -> Cell | None:
    flag, value = fields.get("high_value"), fields.get("value")
    if flag is not None and flag.value == 1:
        return flag
    limit = _number(body, "high_value_limit")
    if value is None or limit is None or not isinstance(value.value, int):
        return None
    return value if value.value > limit else None


def _found(kind: ExceptionKind, cell: Cell, moment: Moment) -> FoldedException:
    known = int(had_seen(cell.event, cell.feed, moment))
    return moment.found(kind, cell.event, {"known": known})


def _passed(body: CheckedOut) -> list[str]:
    return " ".join(str((body.basis or {}).get(name, "")) for name in _PASSED).split()


def _number(body: CheckedOut, name: str) -> int | None:
    value = (body.basis or {}).get(name)
    return value if isinstance(value, int) else None
