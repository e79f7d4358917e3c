"""L005: only what is in stock goes out."""

import pytest

from kiosk.domain.model import LENDABLE, Status
from kiosk.domain.rules.status_forbids import StatusForbids
from tests.domain.rules.requests import asset, kit, request


@pytest.mark.parametrize("status", list(Status))
def test_only_what_is_in_stock_goes_out(status):
    facts = StatusForbids().objection(request(items=(asset(status=status),)))

    assert facts == (None if status in LENDABLE else {"item": "Drill a1", "status": status})


def test_a_record_deleted_a_second_ago_does_not_go_out():
    gone = StatusForbids().objection(request(items=(asset(removed=True),)))
    gone_kit = StatusForbids().objection(request(kit=kit(removed=True)))

    assert gone == {"item": "Drill a1", "status": "removed"}
    assert gone_kit == {"item": "Camera kit", "status": "removed"}
    assert StatusForbids().objection(request(kit=kit())) is None
