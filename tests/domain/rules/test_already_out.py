"""L006: what is out cannot go out."""

from kiosk.domain.rules.already_out import AlreadyOut
from tests.domain.rules.requests import asset, kit, line, request

SINCE = "2026-03-02T09:00+00:00"


def test_what_is_out_cannot_go_out_and_nobody_learns_who_has_it():
    facts = AlreadyOut().objection(request(items=(asset(), asset("a2", open_line=line()))))

    assert facts == {"item": "Drill a2", "since": SINCE}


def test_a_kit_that_is_out_cannot_go_out():
    out = kit(loan="loan1", open_lines=(line(loan="loan1"),))

    assert AlreadyOut().objection(request(kit=out)) == {"item": "Camera kit", "since": SINCE}


def test_what_is_in_goes_out():
    assert AlreadyOut().objection(request()) is None
    assert AlreadyOut().objection(request(kit=kit(open_lines=(line(debt=True),)))) is None
