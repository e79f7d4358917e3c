"""Parked approvals: a high-value check-out waits for a second person, at any station.

The borrower parks it, staff anywhere approve it, and the next time the borrower scans the thing it
goes out with that approval: once, and within ``PARKED_FOR`` of both.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from kiosk.domain.bodies.lending import Approved, CheckedOut, Parked
from kiosk.domain.events import Body, EventRef
from kiosk.domain.ids import Subject

PARKED_FOR = timedelta(hours=24)
"""How long a parked request, and an approval of one, holds."""


class Happened(NamedTuple):
    """An event that stands: not disowned, and not taken back."""

    ref: EventRef
    at: datetime
    body: Body


class ParkedRow(NamedTuple):
    """A check-out that waits for a second person."""

    event: str
    at: datetime
    item: Subject
    name: str
    holder: str


def waiting(recent: Sequence[Happened]) -> tuple[Happened, ...]:
    """Give the parked requests among the recent events of a thing that nobody approved yet."""
    approved = {each.body.session for each in recent if isinstance(each.body, Approved)}
    return tuple(
        each
        for each in recent
        if isinstance(each.body, Parked) and each.body.request not in approved
    )


def approval(recent: Sequence[Happened], holders: frozenset[Subject]) -> EventRef | None:
    """Give the approval of what one of these parked, unless something went out by it already."""
    requests = {
        each.body.request
        for each in recent
        if isinstance(each.body, Parked) and each.body.holder in holders
    }
    used = {
        ref for each in recent if isinstance(each.body, CheckedOut) for ref in each.body.approvals
    }
    fitting = (
        each.ref
        for each in recent
        if isinstance(each.body, Approved) and each.body.session in requests
    )
    return next((ref for ref in fitting if str(ref) not in used), None)
