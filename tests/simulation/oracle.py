"""A second fold, written from the rules alone: what must be so when these events happened.

It reads the canonical bytes with ``json`` and imports nothing of the product's folds, so that a
mistake in one of the two shows. It is slow and plain, and knows only what the simulation does.
"""

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

DEFAULTS: dict[str, Any] = {"loan_period": "7d", "max_items": 10}
KEYS = ("category", "places")
"""Of what the policies of the simulation are about; nothing has a type there."""
LENDABLE_AGAIN = {"lost": "in_stock"}
Row = tuple[bytes, tuple[int, int] | None]
"""Canonical bytes, and (feed number, effective ms) once the centre has the event."""


@dataclass
class Truth:
    """What follows from a set of events."""

    held: dict[str, tuple[str, str, str]] = field(default_factory=dict)
    """Asset: (line, holder, loan)."""
    parts_out: dict[str, int] = field(default_factory=dict)
    """Open line of a part: quantity."""
    status: dict[str, str] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    bars: set[str] = field(default_factory=set)
    """Bars that were not lifted."""
    doubles: set[tuple[str, str]] = field(default_factory=set)
    """(event, asset or kit) that went out while it was out."""
    strays: set[tuple[str, str]] = field(default_factory=set)
    """(event, asset) that came back while it was not out."""
    stale: set[tuple[str, str, str]] = field(default_factory=set)
    """(event, asset or kit, what the newer policy says) that went out under an older policy."""
    loans: set[str] = field(default_factory=set)
    void: set[str] = field(default_factory=set)
    """Loans that a stolen station wrote: they count no more."""
    erased: set[str] = field(default_factory=set)
    """Aliases of people who were erased."""


def truth(rows: Iterable[Row], *, is_newer: bool = True) -> Truth:
    """Work out what is so, from events in whatever order they are given.

    Args:
        rows: The events.
        is_newer: With the kinds of tomorrow's program.
    """
    events = [_Event(json.loads(content[32:]), receipt) for content, receipt in rows]
    made = _Telling()
    for event in _that_count(sorted(events, key=lambda event: event.order)):
        tell = getattr(made, event.plain["kind"], None)
        if tell is not None and (is_newer or event.plain["kind"] != "renamed_tomorrow"):
            tell(event, event.plain["body"])
    written = (event.plain["body"] for event in events if event.plain["kind"] == "checked_out")
    made.truth.bars = made.bars_that_stand()
    made.truth.void = {body["loan"] for body in written} - made.truth.loans
    return made.truth


class _Event:
    def __init__(self, plain: dict[str, Any], receipt: tuple[int, int] | None) -> None:
        self.plain = plain
        self.chain = (plain["station"], plain["incarnation"])
        self.ref = f"{plain['station']}/{plain['incarnation']}/{plain['seq']}"
        self.feed = receipt[0] if receipt else 0
        ms = receipt[1] if receipt else plain["hlc"] >> 16
        self.seen = plain["seen_cursor"]
        self.order = (ms, plain["hlc"], *self.chain, plain["seq"])


_PRIVILEGED = {
    "role_given",
    "role_withdrawn",
    "policy_set",
    "badge_given",
    "badge_withdrawn",
    "erased",
    "station_enrolled",
    "station_revoked",
    "station_disowned",
}


def _that_count(events: list[_Event]) -> list[_Event]:
    """Leave out what a stolen station wrote, and what was taken back; the newest word counts."""
    ends: dict[tuple[str, str], int] = {}
    for event in events:
        body = event.plain["body"]
        if event.plain["kind"] == "station_disowned" and not _is_after(event, ends):
            chain = (body["station"], body["incarnation"])
            ends[chain] = min(body["from_seq"], ends.get(chain, body["from_seq"]))
    events = [event for event in events if not _is_after(event, ends)]
    said = {event.ref: event for event in events}
    gone: set[str] = set()
    corrections = [event for event in events if event.plain["kind"] == "corrected"]
    corrections.sort(key=lambda event: (event.plain["hlc"], *event.chain, event.plain["seq"]))
    for event in reversed(corrections):
        wrong = said.get(event.plain["body"]["event"])
        if wrong is None or event.ref in gone or wrong.plain["hlc"] >= event.plain["hlc"]:
            continue
        if wrong.plain["kind"] not in _PRIVILEGED or wrong.chain[0] == event.chain[0]:
            gone.add(wrong.ref)
    return [event for event in events if event.ref not in gone]


def _is_after(event: _Event, ends: dict[tuple[str, str], int]) -> bool:
    return event.chain in ends and event.plain["seq"] >= ends[event.chain]


class _Telling:
    """Takes the events one by one, in order; a method is named after the kind it takes."""

    def __init__(self) -> None:
        self.truth = Truth()
        self.kit_loan: dict[str, str] = {}
        self.part_lines: dict[str, tuple[str, str]] = {}
        """Line: (kit, loan)."""
        self.bars: defaultdict[str, dict[str, bool]] = defaultdict(dict)
        """By alias: whether each bar stands."""
        self.came_early: defaultdict[str, set[str]] = defaultdict(set)
        self.said: list[tuple[_Event, dict[str, Any]]] = []
        """Everything that was said about policies so far."""

    def policy_set(self, event: _Event, body: dict[str, Any]) -> None:
        self.said.append((event, body))

    def _stale(self, event: _Event, body: dict[str, Any]) -> None:
        """See what a desk would have done otherwise that had heard all there was to hear."""
        basis = body["basis"]
        rows: dict[tuple[str, str], dict[str, Any]] = {}
        news: set[str] = set()
        for told, said in self.said:
            row = (said["category"], said["place"])
            if all(part in ("", basis[key]) for part, key in zip(row, KEYS, strict=True)):
                rows.setdefault(row, {}).update(said["fields"])
                if told.chain[0] != event.chain[0] and not 0 < told.feed <= event.seen:
                    news |= said["fields"].keys()
        now = dict(DEFAULTS)
        for row in sorted(rows, key=lambda row: [part != "" for part in row]):
            now |= {name: value for name, value in rows[row].items() if value != ""}
        matters = {"loan_period": True, "max_items": basis["held"] >= now["max_items"]}
        differs = {name for name in matters if matters[name] and now[name] != basis[name]}
        if differs & news:
            about = body.get("kit") or body["lines"][0]["asset"]
            said = " ".join(f"{name} {now[name]}" for name in sorted(differs))
            self.truth.stale.add((event.ref, about, said))

    def record_changed(self, event: _Event, body: dict[str, Any]) -> None:
        del event
        if body["entity"] == "asset" and "name" in body["fields"]:
            self.truth.names[body["id"]] = body["fields"]["name"]

    def renamed_tomorrow(self, event: _Event, body: dict[str, Any]) -> None:
        del event
        self.truth.names[body["asset"]] = body["name"]

    def erased(self, event: _Event, body: dict[str, Any]) -> None:
        del event
        self.truth.erased |= set(body["aliases"])
        for alias in body["aliases"]:
            self.bars.pop(alias, None)

    def status_set(self, event: _Event, body: dict[str, Any]) -> None:
        del event
        self.truth.status[body["asset"]] = body["status"]

    def barred(self, event: _Event, body: dict[str, Any]) -> None:
        del event
        self.bars[body["person"]][body["bar"]] = True

    def unbarred(self, event: _Event, body: dict[str, Any]) -> None:
        del event
        if body["bar"] in self.bars[body["person"]]:
            self.bars[body["person"]][body["bar"]] = False

    def bars_that_stand(self) -> set[str]:
        """Name the bars that were not lifted under any alias."""
        held = [(bar, stands) for bars in self.bars.values() for bar, stands in bars.items()]
        return {bar for bar, _ in held} - {bar for bar, stands in held if not stands}

    def checked_out(self, event: _Event, body: dict[str, Any]) -> None:
        truth, kit = self.truth, body.get("kit")
        truth.loans.add(body["loan"])
        self._stale(event, body)
        if kit:
            self._kit_out(event, kit, body)
        for line in body.get("lines", ()):
            asset = line.get("asset")
            if not asset:
                continue
            if asset in truth.held:
                truth.doubles.add((event.ref, asset))
            truth.held[asset] = (line["line"], body["holder"], body["loan"])
            if line["line"] in self.came_early[asset]:
                del truth.held[asset]

    def _kit_out(self, event: _Event, kit: str, body: dict[str, Any]) -> None:
        if kit in self.kit_loan:
            self.truth.doubles.add((event.ref, kit))
            for line, (_, loan) in list(self.part_lines.items()):
                if loan == self.kit_loan[kit]:
                    self._settle(line)
        self.kit_loan[kit] = body["loan"]
        for line in body.get("lines", ()):
            if line.get("part"):
                self.part_lines[line["line"]] = (kit, body["loan"])
                self.truth.parts_out[line["line"]] = line.get("quantity", 1)

    def checked_in(self, event: _Event, body: dict[str, Any]) -> None:
        owed = False
        for line in body.get("lines", ()):
            if line.get("asset"):
                self._asset_back(event, line, body)
            else:
                owed = owed or line["line"] in self.truth.parts_out
                self._part_back(line)
        kit = body.get("kit")
        if kit and self.kit_loan.pop(kit, None) is None and not owed:
            self.truth.strays.add((event.ref, kit))

    def _asset_back(self, event: _Event, line: dict[str, Any], body: dict[str, Any]) -> None:
        truth, asset = self.truth, line["asset"]
        if truth.held.pop(asset, None) is None and truth.status.get(asset) != "lost":
            truth.strays.add((event.ref, asset))
            if line.get("line"):
                self.came_early[asset].add(line["line"])
        status = truth.status.get(asset, "in_stock")
        truth.status[asset] = LENDABLE_AGAIN.get(status, status)
        if body.get("condition") == "broken":
            truth.status[asset] = "testing"

    def _part_back(self, line: dict[str, Any]) -> None:
        owed = self.truth.parts_out.get(line["line"], 0) - line.get("quantity", 1)
        if owed > 0:
            self.truth.parts_out[line["line"]] = owed
        else:
            self._settle(line["line"])

    def _settle(self, line: str) -> None:
        self.truth.parts_out.pop(line, None)
        self.part_lines.pop(line, None)

    def part_missing(self, event: _Event, body: dict[str, Any]) -> None:
        del event
        if body["line"] in self.truth.parts_out:
            self.truth.parts_out[body["line"]] = body["quantity"]

    def part_returned(self, event: _Event, body: dict[str, Any]) -> None:
        del event
        self._part_back(body)

    def part_replaced(self, event: _Event, body: dict[str, Any]) -> None:
        del event
        self._part_back(body)

    def condition_noted(self, event: _Event, body: dict[str, Any]) -> None:
        del event
        if body["condition"] == "broken":
            self.truth.status[body["asset"]] = "testing"
