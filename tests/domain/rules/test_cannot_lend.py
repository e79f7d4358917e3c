"""L004: some things are not lent, or not to this category of person."""

from kiosk.domain.rules.cannot_lend import CannotLend
from tests.domain.rules.requests import asset, kit, request


def test_what_is_marked_is_not_lent():
    facts = CannotLend().objection(request(items=(asset(), asset("a2", cannot_lend=True))))

    assert facts == {"item": "Drill a2", "marked": 1}


def test_a_marked_kit_is_not_lent():
    facts = CannotLend().objection(request(kit=kit(cannot_lend=True)))

    assert facts == {"item": "Camera kit", "marked": 1}


def test_what_a_policy_keeps_back_is_not_lent():
    closed = CannotLend(lend=False)

    assert closed.objection(request()) == {"item": "Drill a1", "marked": 0}
    assert closed.objection(request(kit=kit())) == {"item": "Camera kit", "marked": 0}


def test_anything_else_is_lent():
    assert CannotLend().objection(request(kit=kit())) is None
