"""The header of a loan: what its check-out says of all its lines together."""

import json
from collections.abc import Iterable
from operator import itemgetter

from kiosk.domain.bodies.lending import CheckedOut
from kiosk.domain.codec import to_plain
from kiosk.domain.events import Event, Receipt
from kiosk.domain.fold import effective_ms
from kiosk.domain.ids import Entity, LoanId, subject


def lending(happened: Event) -> CheckedOut | None:
    """Give what an event lends: nothing where it names none of the things that it says went out.

    Whatever is not named has no history with this event in it, so no fold makes a line of it.
    """
    body = happened.body
    if not isinstance(body, CheckedOut):
        return None
    things = [subject(Entity.ASSET, each.asset) for each in body.lines if each.asset]
    if body.kit:
        things.append(subject(Entity.KIT, body.kit))
    return body if any(each in happened.subjects for each in things) else None


def loan_rows(history: Iterable[tuple[Event, Receipt | None]]) -> dict[LoanId, dict[str, object]]:
    """Give the header of every loan in a history; of two events of one loan the earlier counts."""
    rows: dict[LoanId, dict[str, object]] = {}
    for happened, receipt in history:
        lent = lending(happened)
        if lent is not None:
            row = loan_row(happened, lent, receipt)
            rows[lent.loan] = min(row, rows.get(lent.loan, row), key=itemgetter("out_ms", "event"))
    return rows


def loan_row(happened: Event, body: CheckedOut, receipt: Receipt | None) -> dict[str, object]:
    """Give the header of a loan; only its time changes, when the receipt comes."""
    plain = to_plain(body)
    facts = {
        name: plain[name]
        for name in ("basis", "missing", "missing_members", "approvals")
        if name in plain
    }
    return {
        "id": body.loan,
        "holder": body.holder,
        "kit": body.kit or "",
        "session": body.session,
        "station": happened.station,
        "actor": happened.actor,
        "event": str(happened.ref),
        "out_ms": effective_ms(happened, receipt),
        "facts": json.dumps(facts, ensure_ascii=False, sort_keys=True) if facts else "",
    }
