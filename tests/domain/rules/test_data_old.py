"""L012: what this station knows of the others may be too old for what is at stake."""

import pytest

from kiosk.domain.policy import Offline
from kiosk.domain.refusals import Severity
from kiosk.domain.rules.data_old import DAY_S, HOUR_S, DataOld
from tests.domain.rules.requests import request


@pytest.mark.parametrize(
    ("mode", "age", "hours"),
    [
        (Offline.ALLOW, 9 * DAY_S, None),
        (Offline.ASK_HOUR, HOUR_S, None),
        (Offline.ASK_HOUR, HOUR_S + 1, 1),
        (Offline.BLOCK_HOUR, 3 * HOUR_S, 3),
        (Offline.ASK_DAY, DAY_S, None),
        (Offline.BLOCK_DAY, DAY_S + 1, 24),
        (Offline.BLOCK_HOUR, None, None),
    ],
)
def test_a_band_that_is_over_objects(mode, age, hours):
    facts = DataOld(mode).objection(request(data_age_s=age))

    assert (facts and facts["hours"]) == hours


def test_one_band_asks_the_borrower_and_another_leaves_it_to_staff():
    assert DataOld(Offline.ASK_DAY).severity is Severity.ASK
    assert DataOld(Offline.BLOCK_DAY).severity is Severity.STAFF
