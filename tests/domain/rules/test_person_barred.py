"""L001: a person who is barred takes nothing out."""

import pytest

from kiosk.domain.model import Bar, Organisation
from kiosk.domain.rules.person_barred import PersonBarred
from tests.domain.rules.requests import AN_HOUR, NOW, person, request


@pytest.mark.parametrize("until", [None, NOW + AN_HOUR])
def test_a_bar_that_stands_is_an_objection_without_its_reason(until):
    barred = person(bars=(Bar("b1", "broke a camera", until),))

    assert PersonBarred().objection(request(holder=barred)) == {"bars": 1}


@pytest.mark.parametrize(
    "holder",
    [
        person(),
        person(bars=(Bar("b1", "broke a camera", NOW),)),
        Organisation("o1", "Drama department"),
    ],
)
def test_nobody_else_is_barred(holder):
    assert PersonBarred().objection(request(holder=holder)) is None
