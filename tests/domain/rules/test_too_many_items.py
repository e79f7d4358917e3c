"""L010: a person holds only so many items, and so many of one type."""

from kiosk.domain.model import Organisation
from kiosk.domain.rules.too_many_items import TooManyItems
from tests.domain.rules.requests import line, request


def held(number, **told):
    return tuple(line(f"l{each}", **told) for each in range(number))


def test_the_most_that_is_allowed_is_the_most():
    rule = TooManyItems(2)

    assert rule.objection(request(open_lines=held(1))) is None
    assert rule.objection(request(open_lines=held(2))) == {"held": 2, "limit": 2}


def test_a_kit_is_one_item_and_its_old_debt_another():
    lines = (*held(5, kit="k1", loan="loan2"), line("l9", kit="k1", loan="loan1"))

    assert TooManyItems(3).objection(request(open_lines=lines)) is None
    assert TooManyItems(2).objection(request(open_lines=lines)) == {"held": 2, "limit": 2}


def test_only_so_many_of_one_type_and_of_the_types_below_it():
    rule = TooManyItems(10, 2, "cameras")
    cameras = held(2, type_path=("things", "cameras", "film"))

    assert rule.objection(request(open_lines=cameras)) == {"held": 2, "limit": 2}
    assert rule.objection(request(open_lines=held(3, type_path=("things", "laptops")))) is None


def test_a_limit_of_no_type_counts_everything():
    assert TooManyItems(10, 2).objection(request(open_lines=held(2))) == {"held": 2, "limit": 2}


def test_an_organisation_holds_what_it_needs():
    department = Organisation("o1", "Drama department")

    assert TooManyItems(0).objection(request(holder=department)) is None
