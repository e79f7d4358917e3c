"""The order in which events take effect, and which of them still stand."""

from collections.abc import Iterable

from kiosk.domain.bodies.lending import Corrected
from kiosk.domain.bodies.stations import StationDisowned
from kiosk.domain.events import PRIVILEGED, Event, Receipt

Entry = tuple[Event, Receipt | None]
"""An event, and what the centre says of it once it was sent."""

HLC_COUNTER_BITS = 16
MS_DIGITS = 15
"""At the beginning of an order key."""


def effective_ms(event: Event, receipt: Receipt | None) -> int:
    """Give when an event took effect: as the centre clamped it, or as its station believes."""
    return receipt.effective_ms if receipt else event.hlc >> HLC_COUNTER_BITS


def order_key(event: Event, receipt: Receipt | None) -> str:
    """Give text that sorts as events take effect; ties end at the station and its sequence."""
    ms = receipt.effective_ms if receipt else event.hlc >> HLC_COUNTER_BITS
    return (
        f"{ms:0{MS_DIGITS}d}-{event.hlc:020d}-{event.station}-{event.incarnation}-{event.seq:012d}"
    )


def standing(history: Iterable[Entry]) -> list[tuple[str, Entry]]:
    """Sort a history by effect, without what was disowned and what corrections take back."""
    entries = sorted(((order_key(*entry), entry) for entry in history), key=lambda pair: pair[0])
    owned = _without_disowned(entries)
    taken_back = _taken_back([event for _, (event, _) in owned])
    if not taken_back:
        return owned
    return [pair for pair in owned if str(pair[1][0].ref) not in taken_back]


def _without_disowned(entries: list[tuple[str, Entry]]) -> list[tuple[str, Entry]]:
    """Leave out disowned events; a disowning that is itself disowned by an earlier one is void."""
    from_seq: dict[tuple[str, str], int] = {}
    for _, (event, _) in entries:
        if isinstance(event.body, StationDisowned) and not _is_disowned(event, from_seq):
            line = (event.body.station, event.body.incarnation)
            from_seq[line] = min(event.body.from_seq, from_seq.get(line, event.body.from_seq))
    return [pair for pair in entries if not _is_disowned(pair[1][0], from_seq)]


def _is_disowned(event: Event, from_seq: dict[tuple[str, str], int]) -> bool:
    first = from_seq.get((event.station, event.incarnation))
    return first is not None and event.seq >= first


def _taken_back(events: list[Event]) -> set[str]:
    """Name what corrections take back, newest first, so that a correction can be taken back.

    Whoever corrects has seen the event, so the correction's clock is later; one that is not
    corrects nothing, and corrections can form no circle. What only a privileged station may say is
    taken back by the same station alone: corrections come from every station.
    """
    corrections = [event for event in events if isinstance(event.body, Corrected)]
    if not corrections:
        return set()
    said = {str(event.ref): event for event in events}
    taken_back: set[str] = set()
    for event in sorted(corrections, key=lambda event: (event.hlc, event.ref), reverse=True):
        body = event.body
        if not isinstance(body, Corrected) or str(event.ref) in taken_back:
            continue
        wrong = said.get(body.event)
        if wrong is not None and wrong.hlc < event.hlc and _may_take_back(event, wrong):
            taken_back.add(body.event)
    return taken_back


def _may_take_back(event: Event, wrong: Event) -> bool:
    return wrong.body.kind not in PRIVILEGED or wrong.station == event.station
