"""L009: high value needs a second person, with badge and PIN."""

import pytest

from kiosk.domain.rules.high_value import HighValue
from tests.domain.rules.requests import asset, request


@pytest.mark.parametrize(
    ("told", "objects"),
    [
        ({}, False),
        ({"value_minor": 50_000}, False),
        ({"value_minor": 50_001}, True),
        ({"high_value": True}, True),
    ],
)
def test_what_is_flagged_or_worth_more_than_the_limit_needs_a_second_person(told, objects):
    facts = HighValue(50_000).objection(request(items=(asset(**told),)))

    assert facts == ({"item": "Drill a1", "limit": 50_000} if objects else None)
