"""L002: a person whose record does not let them borrow takes nothing out."""

import pytest

from kiosk.domain.model import Organisation
from kiosk.domain.rules.may_not_borrow import MayNotBorrow
from tests.domain.rules.requests import person, request


@pytest.mark.parametrize(
    ("holder", "facts"),
    [
        (person(may_borrow=False), {}),
        (person(removed=True), {"removed": 1}),
        (Organisation("o1", "Drama department", removed=True), {"removed": 1}),
        (person(), None),
        (Organisation("o1", "Drama department"), None),
    ],
)
def test_only_who_may_borrow_does(holder, facts):
    assert MayNotBorrow().objection(request(holder=holder)) == facts
