"""What a station could not know when it lent: found once the events of the others are here.

A check-out is never refused afterwards; what speaks against it becomes an exception. ``known`` in
its facts says whether the station had the contradicting event when it decided.
"""

from collections.abc import Iterator

from kiosk.domain.bodies.lending import CheckedOut
from kiosk.domain.fold.basis import has_passed, number
from kiosk.domain.fold.moment import Moment
from kiosk.domain.fold.policies import had_seen
from kiosk.domain.fold.staleness import stale
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


def of_asset(state: AssetState, body: CheckedOut, moment: Moment) -> tuple[FoldedException, ...]:
    """Find what spoke against lending this thing; nothing where the rules were not asked.

    One exception of a kind at most, because kind, event and subject are its name.
    """
    return tuple(_of_asset(state, body, moment)) if body.basis is not None else ()


def _of_asset(state: AssetState, body: CheckedOut, moment: Moment) -> Iterator[FoldedException]:
    fields = state.record.fields
    forbidden = fields.get("cannot_lend")
    if (
        forbidden is not None
        and forbidden.value == 1
        and not has_passed(body, RefusalCode.CANNOT_LEND)
    ):
        yield _found(ExceptionKind.CANNOT_LEND, forbidden, moment)
    elif state.status not in LENDABLE and state.status is not Status.LOST:
        yield moment.found(ExceptionKind.CANNOT_LEND, facts={"status": state.status.value})
    valuable = _valuable(fields, body)
    if valuable is not None and not has_passed(body, RefusalCode.HIGH_VALUE):
        yield _found(ExceptionKind.HIGH_VALUE_UNAPPROVED, valuable, moment)
    worth = fields.get("value")
    yield from stale(body, moment, worth.value if worth and isinstance(worth.value, int) else 0)


def of_person(state: PersonState, body: CheckedOut, moment: Moment) -> tuple[FoldedException, ...]:
    """Find what spoke against lending to this person; nothing where the rules were not asked."""
    return tuple(_of_person(state, body, moment)) if body.basis is not None else ()


def _of_person(state: PersonState, body: CheckedOut, moment: Moment) -> Iterator[FoldedException]:
    happened = moment.event
    against = _barring(state, body, moment)
    if against is not None:
        known = int(had_seen(*against, happened))
        yield moment.found(ExceptionKind.BORROWER_BARRED, against[0], {"known": known})
    unseen = {
        line.counted
        for line in state.held.values()
        if not had_seen(line.event, line.feed, happened)
    }
    held, most = (number(body, name) for name in ("held", "max_items"))
    is_asked = not has_passed(body, RefusalCode.TOO_MANY_ITEMS)
    if held is not None and most is not None and is_asked:
        held += len(unseen) + 1
        if unseen and held > most:
            facts: dict[str, str | int] = {"held": held, "max": most, "known": 0}
            yield moment.found(ExceptionKind.OVER_LIMIT, facts=facts)
    lost = [badge for badge in state.badges.values() if badge.withdrawn]
    if lost and len(lost) == len(state.badges):
        newest = max(lost, key=lambda badge: badge.withdrawn_ms)
        if not had_seen(newest.withdrawn, newest.withdrawn_feed, happened):
            yield moment.found(ExceptionKind.UNKNOWN_BADGE, newest.withdrawn, {"known": 0})


def _barring(state: PersonState, body: CheckedOut, moment: Moment) -> tuple[str, int] | None:
    """Give event and feed number of what keeps a person from borrowing; one is enough."""
    may_be_barred = has_passed(body, RefusalCode.PERSON_BARRED)
    for bar in state.bars.values():
        stands = not bar.lifted and (not bar.until_ms or bar.until_ms > moment.ms)
        if stands and not may_be_barred:
            return bar.event, bar.feed
    allowed = state.record.fields.get("may_borrow")
    if allowed is None or allowed.value != 0 or has_passed(body, RefusalCode.MAY_NOT_BORROW):
        return None
    return allowed.event, allowed.feed


def held_lines(body: CheckedOut, moment: Moment) -> dict[LineId, HeldLine]:
    """Give the lines of a check-out as they count: a kit is one item, whatever is in it."""
    return {
        line.line: HeldLine(
            f"{body.kit}/{body.loan}" if body.kit else line.line, moment.ref, moment.feed
        )
        for line in body.lines
    }


def _valuable(fields: dict[str, Cell], body: CheckedOut) -> Cell | None:
    flag, value = fields.get("high_value"), fields.get("value")
    if flag is not None and flag.value == 1:
        return flag
    limit = number(body, "high_value_limit")
    if value is None or limit is None or not isinstance(value.value, int):
        return None
    return value if value.value > limit else None


def _found(kind: ExceptionKind, cell: Cell, moment: Moment) -> FoldedException:
    known = int(had_seen(cell.event, cell.feed, moment.event))
    return moment.found(kind, cell.event, {"known": known})
