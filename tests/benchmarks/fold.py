"""The fold in memory: decoded events stepped into states, events per second on one core."""

import time
from pathlib import Path

from kiosk.domain.bodies.lending import CheckedIn, CheckedOut, LineIn, LineOut
from kiosk.domain.events import Body, ClockQuality, Event
from kiosk.domain.fold import step
from kiosk.domain.ids import (
    AssetId,
    Entity,
    IncarnationId,
    LineId,
    LoanId,
    StationId,
    Subject,
    entity_of,
    subject,
)
from kiosk.domain.state import State
from tests.benchmarks.ratios import Row
from tests.benchmarks.scale import Scale

EVENTS = 200_000
ASSETS = 2_000
PEOPLE = 500
BOUND = 40_000
START_MS = 1_790_000_000_000


def rows(scale: Scale, _cache: Path) -> list[Row]:
    """Step check-outs and check-ins of many assets, as a ledger interleaves them."""
    count = scale.of(EVENTS)
    events = [_event(seq) for seq in range(count)]
    states: dict[Subject, State] = {}
    begun = time.perf_counter()
    for event in events:
        for about in event.subjects:
            entity, key = entity_of(about)
            states[about] = step(entity, key, states.get(about), event, None).state
    rate = count / (time.perf_counter() - begun)
    detail = f"{count:,} events, {len(states):,} states, every subject of every event"
    return [Row.at_least("fold in memory", rate, BOUND, "events/s", detail)]


def _event(seq: int) -> Event:
    visit, back = divmod(seq, 2 * ASSETS)
    asset = AssetId(f"asset-{back % ASSETS}")
    holder = subject(Entity.PERSON, f"alias-{(back + visit) % PEOPLE}")
    line = LineId(f"line-{visit}-{asset}")
    body: Body
    if back < ASSETS:
        due_ms = START_MS + seq * 1000 + 86_400_000
        lines = (LineOut(line, due_ms, asset),)
        body = CheckedOut(LoanId(f"loan-{visit}-{asset}"), "session", holder, lines)
    else:
        body = CheckedIn("session", (LineIn(line, asset),), "works", returned_by=holder)
    ms = START_MS + seq * 1000
    return Event(
        station=StationId("station"),
        incarnation=IncarnationId("incarnation"),
        seq=seq + 1,
        hlc=ms << 16,
        actor="",
        subjects=(subject(Entity.ASSET, asset), holder),
        body=body,
        wall_ms=ms,
        boot_id="boot",
        mono_ns=seq,
        clock_quality=ClockQuality.FREE,
        seen_cursor=0,
    )
