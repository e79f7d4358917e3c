"""L003: a person is valid until a date, that day included."""

from datetime import timedelta

import pytest

from kiosk.domain.model import Organisation
from kiosk.domain.rules.validity_over import ValidityOver
from tests.domain.rules.requests import TODAY, person, request


def test_a_person_whose_date_is_past_is_valid_no_more():
    past = person(valid_until=TODAY - timedelta(days=1))

    assert ValidityOver().objection(request(holder=past)) == {"until": "2026-03-01"}


@pytest.mark.parametrize(
    "holder",
    [person(), person(valid_until=TODAY), Organisation("o1", "Drama department")],
)
def test_the_last_day_counts_and_no_date_is_no_end(holder):
    assert ValidityOver().objection(request(holder=holder)) is None
