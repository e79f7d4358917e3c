"""Take an answer back as if it had not happened, unless the thing has gone on since."""

from collections.abc import Iterable

from kiosk.desk.effects import Answered, Correct, Recorded
from kiosk.desk.outcomes import Corrected, Told, Topic
from kiosk.desk.views import loans_of
from kiosk.domain.bodies import lending
from kiosk.domain.events import Body, EventRef
from kiosk.domain.ids import AssetId, KitId, LoanId
from kiosk.domain.ports import WriteBook


def correct(book: WriteBook, effect: Correct) -> Answered:
    """Append one correction for each event of the answer; the last event is taken back first."""
    first = effect.recorded[0].event
    if _gone_on(book, first):
        return Answered(Told(effect.at, Topic.TOO_LATE, effect.item))
    actor = book.actor_alias(effect.visitor) if effect.visitor else None
    corrections = []
    for recorded in reversed(effect.recorded):
        event = book.append(lending.Corrected(recorded.event), recorded.subjects, actor)
        corrections.append(Recorded(str(event), recorded.subjects))
    loans = loans_of(book, effect.visitor) if effect.visitor else ()
    corrections.reverse()
    outcome = Corrected(effect.at, corrections[0].event, effect.item, effect.undoes, loans)
    return Answered(outcome, tuple(corrections))


def _gone_on(book: WriteBook, event: str) -> bool:
    """Say whether what the event (or what it corrects) moved has been moved again since."""
    body, back = _body(book, event), True
    while isinstance(body, lending.Corrected):
        body, back = _body(book, body.event), not back
    match body:
        case lending.CheckedOut(lines=lines, kit=kit, loan=loan):
            return _loan(book, kit) != (loan if back and kit else None) or _elsewhere(
                book, lines, out=back
            )
        case lending.CheckedIn(lines=lines, kit=kit):
            return (kit is not None and (_loan(book, kit) is None) is not back) or _elsewhere(
                book, lines, out=not back
            )
        case _:
            return False


def _loan(book: WriteBook, key: KitId | None) -> LoanId | None:
    kit = book.kit(key) if key else None
    return kit.loan if kit else None


def _body(book: WriteBook, event: str) -> Body | None:
    return book.find_event(EventRef.parse(event))


def _elsewhere(
    book: WriteBook, lines: Iterable[lending.LineOut | lending.LineIn], *, out: bool
) -> bool:
    """Say whether an asset is not where the answer put it: out on this line, or in."""
    return any(
        _line(book, line.asset) != (line.line if out else "") for line in lines if line.asset
    )


def _line(book: WriteBook, key: AssetId) -> str:
    asset = book.asset(key)
    return asset.open_line.id if asset and asset.open_line else ""
