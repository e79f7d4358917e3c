"""L011: somebody who holds overdue things is asked, blocked or let through."""

import pytest

from kiosk.domain.policy import Overdue
from kiosk.domain.refusals import Severity
from kiosk.domain.rules.overdue_held import OverdueHeld
from tests.domain.rules.requests import AN_HOUR, NOW, line, request

LATE = (line(due_at=NOW - AN_HOUR), line("l2", due_at=NOW - AN_HOUR), line("l3", due_at=NOW))


@pytest.mark.parametrize(
    ("mode", "facts", "severity"),
    [
        (Overdue.ASK, {"overdue": 2}, Severity.ASK),
        (Overdue.BLOCK, {"overdue": 2}, Severity.STAFF),
        (Overdue.ALLOW, None, Severity.STAFF),
    ],
)
def test_overdue_things_are_asked_about_or_block_or_pass(mode, facts, severity):
    rule = OverdueHeld(mode)

    assert rule.objection(request(open_lines=LATE)) == facts
    assert rule.severity is severity


def test_who_holds_nothing_overdue_is_not_asked():
    assert OverdueHeld().objection(request(open_lines=LATE[2:])) is None
