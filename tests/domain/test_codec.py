"""The codec: every type that an event may hold, and nothing else."""

from dataclasses import dataclass

import pytest

from kiosk.domain.bodies.lending import CheckedOut
from kiosk.domain.bodies.records import CalendarSet, Moved, PolicySet, RecordChanged
from kiosk.domain.codec import Undecodable, from_plain, to_plain
from kiosk.domain.model import Status
from kiosk.domain.state import AssetState, Cell, RecordState
from tests.domain.histories import out


def test_what_is_empty_is_left_out_and_read_back():
    calendar = CalendarSet("site", "UTC")

    assert to_plain(calendar) == {"place": "site", "zone": "UTC"}
    assert from_plain(CalendarSet, to_plain(calendar)) == calendar
    assert from_plain(PolicySet, to_plain(PolicySet("", "", "", {}))) == PolicySet("", "", "", {})


def test_a_false_flag_an_empty_text_and_a_zero_are_values():
    fields = RecordChanged("asset", "a1", {"cannot_lend": 0, "colour": ""})

    assert to_plain(fields)["fields"] == {"cannot_lend": 0, "colour": ""}


def test_a_state_is_kept_as_plain_values_too():
    state = AssetState(RecordState({"name": Cell("Drill", "s1/i1/1", "o")}), Status.TESTING)

    assert from_plain(AssetState, to_plain(state)) == state


@pytest.mark.parametrize(
    "wrong",
    [
        None,
        [],
        {"asset": "a1"},
        {"asset": "a1", "place": 3},
        {"asset": "a1", "place": True},
        {"asset": "a1", "place": "p", "colour": "red"},
    ],
)
def test_what_the_type_does_not_say_is_undecodable(wrong):
    with pytest.raises(Undecodable, match="Moved"):
        from_plain(Moved, wrong)


def test_a_value_of_a_union_is_one_of_its_members():
    with pytest.raises(Undecodable, match="none of"):
        from_plain(RecordChanged, {"entity": "asset", "id": "a", "fields": {"name": []}})


def test_a_name_that_an_enumeration_does_not_know_is_undecodable():
    with pytest.raises(Undecodable):
        from_plain(RecordChanged, {"entity": "ghost", "id": "a", "fields": {}})


def test_lines_stand_as_lists_of_objects():
    plain = to_plain(out())

    assert plain["lines"] == [{"line": "l1", "due_ms": 9_000, "asset": "a1", "quantity": 1}]
    assert from_plain(CheckedOut, plain) == out()


@dataclass(frozen=True)
class Weighed:
    grams: float


def test_a_number_with_a_fraction_has_no_place_in_an_event():
    with pytest.raises(TypeError, match="no place"):
        to_plain(Weighed(0.5))
    with pytest.raises(Undecodable, match="no place"):
        from_plain(Weighed, {"grams": 1})
